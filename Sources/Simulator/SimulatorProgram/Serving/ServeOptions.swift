import ArgumentParser
import FoundationEssentials
import SQLite
import SimulatedCloud

/// Access to the API: its socket and its tokens.
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

/// The times that things take, in seconds with fractions.
struct ServeTimes: ParsableArguments {
    @Option(help: "How long creating or rebuilding a server takes.")
    var createSeconds = 3.0
    @Option(help: "How long every other action takes.")
    var actionSeconds = 1.0
    @Option(help: "How long a machine refuses connections after it was started.")
    var bootSeconds = 3.0
    @Option(help: "How long set-up takes on a machine at least.")
    var setupSeconds = 5.0

    func validate() throws {
        for (name, seconds) in [
            ("create-seconds", createSeconds), ("action-seconds", actionSeconds),
            ("boot-seconds", bootSeconds), ("setup-seconds", setupSeconds),
        ] where !(0...86_400).contains(seconds) {
            throw ValidationError("--\(name) \(seconds): expected 0 to 86400")
        }
    }
}

/// The faults that are on from the start; `hetzner-sim fault` changes them while the simulator runs.
struct ServeFaults: ParsableArguments {
    @Option(
        help: """
            A fault, as NAME or NAME:KEY=VALUE,…; may be given again. See: hetzner-sim fault kinds
            """)
    var fault: [String] = []
    @Option(
        help: """
            A scenario's name, or a file with a fault a line; may be given again. See: hetzner-sim scenario list
            """)
    var scenario: [String] = []

    /// Replaces the faults that an earlier start switched on and keeps those that were added since. A simulator that is
    /// started again in the same way goes on counting.
    func switchOn(in database: Database) throws {
        try World.setStartFaults(try faults(), in: database)
    }

    private func faults() throws -> [String] {
        var texts = fault
        for name in scenario {
            texts += try Scenario.find(name).faults
        }
        for text in texts { _ = try FaultInjection(text) }
        return texts
    }
}
