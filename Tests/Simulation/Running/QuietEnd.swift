import Time

/// The quiet after the last act: every mistake is undone, nothing goes wrong any more, and after two hours everything must
/// be as it should be.
struct QuietEnd {
    private static let time = Duration.seconds(2 * 3_600)
    /// Until the last delivery has come and the last grace period is over.
    private static let settling = Duration.seconds(4 * 86_400)

    private let simulation: Simulation

    init(_ simulation: Simulation) {
        self.simulation = simulation
    }

    func run(_ advance: (Instant) -> Void) {
        simulation.decisions.isActive = false
        simulation.isHetznerDown = false
        simulation.network.outageAtNextOrder = nil
        simulation.disk.isFull = false
        simulation.hetzner.endStuckActions()
        simulation.hetzner.removeForeignServers()
        simulation.main.keyring = simulation.keyring
        let main = simulation.main
        main.host.clockOffset = .zero
        main.project = simulation.hetzner.own
        for installation in simulation.installations where installation !== main {
            simulation.remove(installation)
        }
        main.turnOffServices()
        advance(simulation.now + .seconds(3))
        main.turnOn()
        simulation.log("quiet", "begins")
        advance(simulation.now + Self.settling)
        guard simulation.rules.violation == nil else { return }
        let hopeful = simulation.customers.all.filter {
            $0.userID != nil && simulation.customers.hasAccess($0)
        }
        for customer in hopeful { simulation.customerActs.deployInQuiet(customer) }
        advance(simulation.now + Self.time)
        guard simulation.rules.violation == nil else { return }
        check(hopeful)
    }

    /// - Parameter hopeful: Those who have access, and who have clicked *Deploy* in the quiet.
    private func check(_ hopeful: [Customer]) {
        let (rules, main) = (simulation.rules, simulation.main)
        let view = main.view()
        view.refresh()
        let unfinished = view.jobs.values.filter { !$0.isEnded }.map { simulation.names.job($0.id) }.sorted()
        rules.require(unfinished.isEmpty, .jobsEnd, "unfinished: \(unfinished.joined(separator: ", "))")
        let pending = view.lines.values.filter { $0.state == "deleting" || $0.state == "intended" }
        rules.require(
            pending.isEmpty, .deletionsEnd,
            "open: \(pending.map { "\($0.kind) \($0.hetznerID ?? 0) \($0.state)" }.sorted())")
        checkBill(view)
        let integrity = view.integrity()
        rules.require(integrity == "ok", .integrity, integrity)
        checkSubscriptions(view)
        checkServers(view, of: hopeful)
    }

    /// Everyone who has access has a server that runs, and nobody else has one.
    private func checkServers(_ view: StoreView, of hopeful: [Customer]) {
        for customer in hopeful {
            let row = customer.userID.flatMap { view.subscriptions[$0] }
            // The operator may have ended a subscription that the service calls paid, and the other way round.
            guard row?.status == "active" else { continue }
            let guest = row?.serverID.flatMap { simulation.hetzner.machines.guest(of: $0) }
            simulation.rules.require(
                row?.isProvisioned == true && guest.map { $0.servicePID > 0 } ?? false, .starved,
                "\(customer.name) has access and no server that runs: \(row?.provisioningStatus ?? "none")")
        }
        let entitled = Set(hopeful.compactMap(\.userID))
        let free = simulation.hetzner.live.values.filter { server in
            server.userID.map { !entitled.contains($0) && view.subscriptions[$0]?.status == "canceled" }
                ?? false
        }
        simulation.rules.require(
            free.isEmpty, .bill, "nobody pays for the servers \(free.map(\.id).sorted())")
    }

    private func checkBill(_ view: StoreView) {
        let billed = simulation.hetzner.live.values.filter {
            $0.userID != nil && !simulation.excused.contains($0.id)
        }
        let active = view.lines.values.filter { $0.kind == "server" && $0.state == "created" }
        let (billedIDs, activeIDs) = (Set(billed.map(\.id)), Set(active.compactMap(\.hetznerID)))
        simulation.rules.require(
            billedIDs.subtracting(activeIDs).isEmpty, .bill,
            "Hetzner bills servers that no line calls active: \(billedIDs.subtracting(activeIDs).sorted())")
        simulation.rules.require(
            activeIDs.subtracting(simulation.hetzner.live.keys).isEmpty, .bill,
            "the ledger calls servers active that are gone: \(activeIDs.subtracting(simulation.hetzner.live.keys).sorted())"
        )
        let recorded = Set(view.subscriptions.values.compactMap { $0.isProvisioned ? $0.serverID : nil })
        simulation.rules.require(
            activeIDs == recorded, .page,
            "customers' records name the servers \(recorded.sorted()), the ledger \(activeIDs.sorted())")
    }

    private func checkSubscriptions(_ view: StoreView) {
        for customer in simulation.customers.all {
            guard let user = customer.userID, let row = view.subscriptions[user] else { continue }
            guard !customer.wasGranted, customer.endedByOperatorAt == nil else { continue }
            let isPaid = simulation.billing.isPaid(customer)
            simulation.rules.require(
                (row.status == "active") == isPaid, .subscription,
                "\(customer.name)'s subscription is \(row.status), and the service says \(isPaid ? "paid" : "not paid")"
            )
        }
    }
}
