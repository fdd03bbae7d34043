import Crypto
import FastCGI
import FoundationEssentials
import Glibc
import HTTP
import HTTPClient
import Hetzner
import Logging
import Mustache
import Provisioning
import Store
import Time
import Web

/// A check of the doctor. Changes nothing.
struct Check: Sendable {
    let subject: String
    /// Returns a description of the good state. Throws an error that says what to do.
    let run: @Sendable (Configuration) throws -> String

    func result(_ configuration: Configuration) -> CheckResult {
        do {
            return CheckResult(subject: subject, isFailure: false, text: try run(configuration))
        } catch {
            return CheckResult(subject: subject, isFailure: true, text: "\(error)")
        }
    }

    static let all: [Check] = [
        Check(subject: "configuration") { $0.path + " is complete" },
        Check(subject: "database", run: database),
        Check(subject: "job log") { try writableDirectory(directory(of: $0.jobLog)) },
        Check(subject: "templates", run: templates),
        Check(subject: "socket", run: socket),
        Check(subject: "Hetzner", run: hetzner),
        Check(subject: "project", run: project),
        Check(subject: "clock", run: clock),
        Check(subject: "site", run: { try site($0.baseURL) }),
        Check(subject: "callback address", run: { try site($0.provisioning.callbackBaseURL) }),
    ]

    @Sendable private static func database(_ configuration: Configuration) throws -> String {
        let store = try Store(path: configuration.database, keyring: configuration.keyring)
        try store.requireCurrentSchema()
        try store.checkHealth()
        return "\(configuration.database) can be written, its schema is current"
    }

    @Sendable private static func templates(_ configuration: Configuration) throws -> String {
        try WebHandler.requirePages(in: TemplateLibrary(directory: configuration.templates))
        return "all pages are there and compile"
    }

    @Sendable private static func socket(_ configuration: Configuration) throws -> String {
        let path = configuration.responder.socket
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFSOCK else {
                throw CommandFailure("\(path) is not a socket; remove it")
            }
            return "\(path) exists"
        }
        return try writableDirectory(directory(of: path)) + "; `serve` creates the socket"
    }

    @Sendable private static func hetzner(_ configuration: Configuration) throws -> String {
        let client = try configuration.hetznerClient()
        let types = try client.serverTypes(by: .now + .seconds(20))
        let offers = configuration.provisioning.serverChoices.map { choice in
            let offer =
                types.first { $0.name == choice.type }?.offer(in: choice.location, at: .now()) ?? .notSold
            return (choice, offer)
        }
        guard offers.contains(where: { $0.1 == .available }) else {
            throw CommandFailure("the token works, but none of SERVER_CHOICES is available now")
        }
        let text = offers.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        return "the token works; \(text)"
    }

    /// Names both ids, and what to do when they don't belong together.
    @Sendable private static func project(_ configuration: Configuration) throws -> String {
        let store = try Store(path: configuration.database, keyring: configuration.keyring)
        try store.requireCurrentSchema()
        let witness = Witness(
            store: store, hetzner: try configuration.hetznerClient(),
            project: configuration.provisioning.project,
            log: Logger(label: "doctor") { _ in SwiftLogNoOpLogHandler() })
        let state = try ProjectState(store, witness)
        guard state.isFine else { throw CommandFailure(state.atHetzner) }
        return "\(state.atHetzner) (installation \(state.installation), project \(state.project))"
    }

    /// Compares our clock with the API's. A wrong clock breaks sessions, grace periods and leases.
    @Sendable private static func clock(_ configuration: Configuration) throws -> String {
        let transport = try CurlTransport(caFile: configuration.hetzner.caFile)
        let response = try transport.send(
            ClientRequest(method: .get, url: configuration.hetzner.endpoint + "/locations"))
        guard let text = response.headers["Date"], let date = Instant(httpDate: text) else {
            throw CommandFailure("Hetzner's response had no date to compare with")
        }
        let difference = abs((date - .now()).milliseconds) / 1000
        guard difference <= 30 else {
            throw CommandFailure("is \(difference) s away from Hetzner's; set up time synchronisation")
        }
        return "agrees with Hetzner's to \(difference) s"
    }

    /// Calls our own health check under the address, as a new server would.
    @Sendable private static func site(_ address: String) throws -> String {
        let response = try CurlTransport().send(ClientRequest(method: .get, url: address + "/healthz"))
        guard response.status == 200 else {
            throw CommandFailure(
                "\(address)/healthz responds with \(response.status); are nginx and `serve` running?")
        }
        return "\(address) responds"
    }

    @Sendable private static func directory(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }

    @Sendable private static func writableDirectory(_ path: String) throws -> String {
        guard access(path, W_OK | X_OK) == 0 else {
            throw CommandFailure(
                "\(path): \(String(cString: strerror(errno))); create it and give it to this user")
        }
        return "\(path) can be written"
    }
}
