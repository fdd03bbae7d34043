import Crypto
import Glibc
import Web

/// Reads a password from a terminal without echo, else from the first line of standard input. Never from an argument,
/// which every user of the machine can see.
enum PasswordInput {
    /// The password, checked by the rules of the sign-up page.
    static func read(email: String) throws -> Secret {
        let typed = isatty(STDIN_FILENO) == 1 ? try ask() : try firstLine()
        return try checked("password") { () throws(InvalidInput) in
            try NewPassword(typed, email: email).secret
        }
    }

    private static func ask() throws -> String {
        // getpass turns the echo off and restores it, also on a signal.
        guard let text = getpass("Password: ") else { throw CommandFailure("no terminal to ask on") }
        defer { memset(text, 0, strlen(text)) }
        return String(cString: text)
    }

    private static func firstLine() throws -> String {
        guard let line = readLine() else { throw BadInput("password: nothing on standard input") }
        return line
    }
}

/// Reads one input as the pages do. Throws `BadInput` with the input's name when they would refuse it.
func checked<Value>(_ name: String, _ read: () throws(InvalidInput) -> Value) throws -> Value {
    do throws(InvalidInput) {
        return try read()
    } catch {
        throw BadInput("\(name): \(error.message)")
    }
}
