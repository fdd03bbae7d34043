import Time

/// Compares what a customer reads with what is true.
final class Pages {
    /// A server that is gone is told by a sweep; an outage or a wrong token may keep sweeps from seeing anything.
    private static let toleratedDelay = Duration.seconds(4 * 3_600)

    private let simulation: Simulation

    init(_ simulation: Simulation) {
        self.simulation = simulation
    }

    /// - Parameter json: The status that the site has just sent.
    func check(_ json: String, of customer: Customer) {
        guard let phase = Network.labelValue("phase", inJSON: json) else {
            return simulation.rules.require(false, .page, "\(customer.name)'s status has no phase")
        }
        simulation.log(customer.name, "reads \(phase)")
        guard phase == "ready", let user = customer.userID, let goneAt = simulation.hetzner.goneAt(user)
        else { return }
        simulation.rules.require(
            simulation.now - goneAt < Self.toleratedDelay, .page,
            "\(customer.name) reads \(phase), and no server has been there since \(goneAt.rfc3339)")
    }
}
