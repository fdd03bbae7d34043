import Foundation
import TestSupport
import Testing
import Time

/// A customer with an account, a browser and secrets of their own.
struct Customer: Sendable {
    let email: String
    let password: String
    let botToken: String
    let ownerID: Int
    let accessToken: String
    let refreshToken: String
    /// The browser, signed in.
    var visitor: Visitor

    /// The credentials file as the CLI writes it, with the plan beside the tokens.
    var credentials: String {
        """
        {"claudeAiOauth":{"accessToken":"\(accessToken)","expiresAt":1999999999000,"refreshToken":"\(refreshToken)",\
        "scopes":["user:inference","user:profile"],"subscriptionType":"max"}}
        """
    }

    /// The secrets by name that only the customer and their server may see.
    var secrets: [String: String] {
        [
            "password": password, "bot token": botToken, "access token": accessToken,
            "refresh token": refreshToken,
        ]
    }

    init(_ site: Site) {
        let id = SiteDirectory.randomHex(bytes: 8)
        email = "ada-\(id)@example.org"
        password = "correct horse \(SiteDirectory.randomHex(bytes: 8))"
        botToken = "\(Int.random(in: 100_000_000...999_999_999)):" + SiteDirectory.randomHex(bytes: 20)
        ownerID = Int.random(in: 1_000_000...9_999_999)
        accessToken = "sk-ant-oat01-" + SiteDirectory.randomHex(bytes: 24)
        refreshToken = "sk-ant-ort01-" + SiteDirectory.randomHex(bytes: 24)
        visitor = site.visitor
    }
}

extension Site {
    /// Creates an account on the page; the customer is signed in.
    func signedUpCustomer() throws -> Customer {
        var customer = Customer(self)
        try customer.visitor.open("/sign-up")
        let reply = try customer.visitor.submit(
            "/sign-up", ["name": "Ada", "email": customer.email, "password": customer.password])
        try #require(reply.status == 303 && reply["location"] == "/dashboard", "\(reply.text)")
        return customer
    }

    /// Creates a customer with an active subscription and complete onboarding, ready to click on Deploy.
    func customer() async throws -> Customer {
        var customer = try signedUpCustomer()
        let activation = try await command("subscription", "activate", customer.email)
        try #require(activation.status == 0, "\(activation.errorText)")
        try customer.visitor.open("/onboarding")
        let bot = try customer.visitor.submit(
            "/onboarding", ["bot_token": customer.botToken, "owner_id": "\(customer.ownerID)"])
        try #require(bot.status == 303, "\(bot.text)")
        try customer.visitor.open("/onboarding")
        let claude = try customer.visitor.submit(
            "/onboarding", ["claude_credentials": customer.credentials])
        try #require(claude["location"] == "/dashboard", "\(claude.text)")
        return customer
    }

    /// Creates a customer whose server runs.
    func readyCustomer() async throws -> Customer {
        var customer = try await customer()
        try customer.deploy()
        try await customer.waitForPhase("ready")
        return customer
    }
}

extension Customer {
    /// Clicks on the button that deploys, whatever its label.
    @discardableResult
    mutating func deploy() throws -> HTTPReply {
        try visitor.open("/dashboard")
        return try visitor.submit("/deploy")
    }

    /// Clicks on *Delete server* and confirms.
    @discardableResult
    mutating func deleteServer() throws -> HTTPReply {
        try visitor.open("/delete-server")
        return try visitor.submit("/delete-server")
    }

    /// The response of the status API.
    mutating func status() throws -> Status {
        let reply = try visitor.send("GET", "/api/provision/status")
        try #require(reply.status == 200, "\(reply.text)")
        return try Status(reply)
    }

    /// The response of the status API; nil when there is none, since its processes may have just been killed.
    mutating func statusIfAvailable() -> Status? {
        guard let reply = try? visitor.send("GET", "/api/provision/status"), reply.status == 200 else {
            return nil
        }
        return try? Status(reply)
    }

    /// Waits until the server's phase is `phase`.
    @discardableResult
    mutating func waitForPhase(_ phase: String, within limit: Duration = .seconds(120)) async throws -> Status
    {
        var last: Status?
        do {
            return try await waitFor("phase \(phase)", within: limit, every: .milliseconds(100)) {
                let status = try status()
                last = status
                let isOver = !status.inProgress && status.phase != phase
                guard !isOver else { throw OtherEnd(status: status) }
                return status.phase == phase ? status : nil
            }
        } catch let error as NotInTime {
            throw NotInTime("\(error), but \(String(describing: last))")
        }
    }

    /// Thrown when the phase that was waited for can no longer come.
    struct OtherEnd: Error {
        let status: Status
    }
}

/// The status API's response.
struct Status: Decodable, Sendable {
    struct Job: Decodable, Sendable {
        let id: String
        let kind: String
    }
    struct Step: Decodable, Sendable {
        let name: String
        let state: String
        let durationMs: Int?
        let retries: Int
    }

    struct Queued: Decodable, Sendable {
        let ahead: Int
    }

    let phase: String
    let status: String?
    let message: String
    let inProgress: Bool
    let queued: Queued?
    let address: String?
    let hostname: String?
    let error: String?
    let canDeploy: Bool
    let job: Job?
    let steps: [Step]

    fileprivate init(_ reply: HTTPReply) throws {
        self = try JSONDecoder.fromSnakeCase.decode(Status.self, from: Data(reply.body))
    }
}

extension JSONDecoder {
    static var fromSnakeCase: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}
