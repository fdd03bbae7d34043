extension Rules {
    /// Checks a line of the ledger after a commit.
    func check(
        _ line: StoreView.LineRow, after earlier: StoreView.LineRow?, _ view: StoreView
    ) {
        guard line.state != earlier?.state else { return }
        simulation.log("ledger", "\(line.kind) \(earlier?.state ?? "new")→\(line.state)")
        if line.state == "deleting", let server = line.hetznerID, let user = line.user {
            customers.beganDeletion(of: server, of: user)
        }
        guard line.state == "gone", line.kind == "server" else { return }
        if let id = line.hetznerID {
            require(
                simulation.hetzner.live[id] == nil, .absence,
                "the line of server \(id) was closed, but the server is there")
        } else if let job = line.job {
            let server = simulation.hetzner.live.values.first {
                $0.jobID == job && view.openLines(of: $0).isEmpty
            }
            require(
                server == nil, .absence,
                "the line of \(simulation.names.job(job)) was closed, but its server \(server?.id ?? 0) is there"
            )
            require(
                simulation.network.ordersOnTheWay[job, default: 0] == 0, .absence,
                "the line of \(simulation.names.job(job)) was closed, but its order is on the way")
        }
    }

    func checkOneOfEach(_ view: StoreView) {
        let unfinished = Dictionary(grouping: view.jobs.values.filter { !$0.isEnded }, by: \.user)
        require(
            unfinished.values.allSatisfy { $0.count == 1 }, .oneServer, "a customer has two unfinished jobs")
        let open = view.lines.values.filter { $0.state != "gone" && $0.hetznerID != nil }
        let ids = Dictionary(grouping: open) { "\($0.kind) \($0.hetznerID ?? 0)" }
        let double = ids.first { $0.value.count > 1 }
        require(double == nil, .ledger, "\(double?.key ?? "") has two open lines")
    }

    /// What the ledger has a line for is not called untracked, or a person would delete it.
    func checkUntracked(_ view: StoreView) {
        for id in view.newlyUntracked.sorted() {
            guard let server = simulation.hetzner.live[id] else { continue }
            require(
                view.openLines(of: server).isEmpty, .ledger, "server \(id) is untracked, and has an open line"
            )
        }
    }

    func checkServerRows(_ view: StoreView) {
        for subscription in view.subscriptions.values.sorted(by: { $0.user < $1.user })
        where subscription.isProvisioned {
            let rows = view.servers.filter { $0.user == subscription.user }
            require(
                rows.map(\.hetznerID) == [subscription.serverID], .serverRow,
                "\(customers.name(of: subscription.user)) has server \(subscription.serverID ?? 0), and the rows of \(rows.map(\.hetznerID))"
            )
        }
        for row in view.servers where !isExplained(row, view) {
            require(
                false, .serverRow,
                "\(customers.name(of: row.user)) has the row of server \(row.hetznerID ?? 0), and neither server nor deploy"
            )
        }
    }

    private func isExplained(_ row: StoreView.ServerRow, _ view: StoreView) -> Bool {
        view.subscriptions[row.user]?.isProvisioned == true
            || view.jobs.values.contains {
                $0.user == row.user && $0.kind == "deploy" && !$0.isEnded && $0.step != "undo"
            }
            || view.lines.values.contains {
                $0.kind == "server" && $0.state == "kept" && $0.hetznerID == row.hetznerID
            }
    }

    /// Every live server has one open line.
    func checkLedger() {
        for server in simulation.hetzner.live.values.sorted(by: { $0.id < $1.id }) where server.userID != nil
        {
            guard !simulation.excused.contains(server.id),
                !simulation.hetzner.jobsDisturbedByHand.contains(server.jobID ?? "")
            else { continue }
            let openLines = simulation.installations.map { $0.view().openLines(of: server).count }
            require(
                openLines.contains { $0 > 0 }, .ledger,
                "server \(server.id) of \(customers.name(of: server.userID ?? "")) has no open line")
            require(
                openLines.allSatisfy { $0 <= 1 }, .ledger, "server \(server.id) has two open lines")
        }
    }
}

extension StoreView {
    /// The open lines that stand for a server: by its id, or as orders of its job whose id isn't known.
    func openLines(of server: LiveServer) -> [LineRow] {
        lines.values.filter { line in
            line.kind == "server" && line.state != "gone"
                && (line.hetznerID == server.id || (line.hetznerID == nil && line.job == server.jobID))
        }
    }
}
