import Crypto

/// The customers' secrets, which all hold one mark, so that one look finds any of them where none may be.
final class Secrets {
    private static let mark = "SIMULATED-SECRET-"

    private let simulation: Simulation

    init(_ simulation: Simulation) {
        self.simulation = simulation
    }

    func telegramToken(of customer: Customer) -> Secret {
        Secret("123456:\(Self.mark)\(customer.name)")
    }

    func claudeCredentials(of customer: Customer) -> Secret {
        Secret(#"{"claudeAiOauth":{"accessToken":"\#(Self.mark)\#(customer.name)"}}"#)
    }

    /// No secret may be in that text.
    func check(_ text: String, in place: String) {
        simulation.rules.require(!text.contains(Self.mark), .secret, "a secret is in \(place)")
    }

    /// Only the customer's own secrets may reach a customer's server.
    func handOver(_ content: [UInt8], to guest: GuestMachine) {
        let text = String(decoding: content, as: UTF8.self)
        let name = simulation.customers.name(of: guest.customer ?? "")
        simulation.rules.require(
            text.contains(Self.mark + name), .secret,
            "server \(guest.serverID) of \(name) received something else than \(name)'s accounts")
    }
}
