import Hetzner
import ProductSupport
import Testing

@testable import Provisioning

/// What a person does where the product doesn't know.
extension SimulatedDeploy {
    func takeover(_ wait: @escaping (Duration) -> Void = { _ in }) throws -> Takeover {
        Takeover(
            store: try test.another(), hetzner: try client(), settings: settings, log: silence, wait: wait)
    }

    func claim() throws -> ProjectClaim {
        ProjectClaim(store: try test.another(), hetzner: try client(), settings: settings, log: silence)
    }

    func adoption() throws -> Adoption {
        Adoption(store: try test.another(), hetzner: try client(), project: settings.project, log: silence)
    }

    /// As a deploy does before it orders.
    func ensureFirewall() throws {
        let hetzner = try client()
        let firewall = SharedFirewall(
            store: try test.another(), hetzner: hetzner, settings: settings, log: silence,
            deadline: hetzner.deadline(in: .seconds(60)))
        _ = try firewall.ensure()
    }

    /// Claims the project, without a server.
    func claimed() throws {
        #expect(try claim().run(isEmpty: false) == .claimed)
    }
}
