import ArgumentParser
import FoundationEssentials

/// Who may reach the API: by which socket and with which token.
struct ServeAccess: ParsableArguments {
    @Option(help: "The unix socket that nginx connects to.", completion: .file())
    var socket: String
    @Option(help: "The socket's owner; its group see --socket-group.")
    var socketOwner: String?
    @Option(help: "The socket's group, usually nginx's.")
    var socketGroup: String?
    @Option(help: "The socket's mode in octal.")
    var socketMode = "660"
    @Option(help: "The project's API token; everybody on this machine can read it here.")
    var token: String?
    @Option(help: "A file with the project's API token.", completion: .file())
    var tokenFile: String?
    @Option(help: "A file with a token of the same project that may only read.", completion: .file())
    var readOnlyTokenFile: String?

    func validate() throws {
        guard (token == nil) != (tokenFile == nil) else {
            throw ValidationError("give either --token-file or --token")
        }
        guard UInt32(socketMode, radix: 8).map({ $0 <= 0o777 }) ?? false else {
            throw ValidationError("--socket-mode \(socketMode): expected an octal number up to 777")
        }
    }

    var mode: UInt32 {
        UInt32(socketMode, radix: 8) ?? 0o660
    }

    func readToken() throws -> String {
        guard let tokenFile else { return token ?? "" }
        return try Self.read(tokenFile)
    }

    func readReadOnlyToken() throws -> String? {
        try readOnlyTokenFile.map(Self.read)
    }

    private static func read(_ path: String) throws -> String {
        let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        let token = text.filter { !$0.isWhitespace }
        guard !token.isEmpty else { throw ValidationError("\(path): the file holds no token") }
        return token
    }
}
