import Crypto
import Provisioning
import SQLite
import SimulatedCloud
import Store
import TestSupport
import Testing
import Time

extension Endurance {
    /// Every scenario of the simulated Hetzner, with a deploy and with a deletion. The page reports the end, and once
    /// the faults are over the ledger and Hetzner agree.
    struct ScenarioTests {
        /// The end of a deploy.
        enum Deploy: Equatable {
            case ready
            case failed(FailureCode)

            /// The steps in which it comes only after a timeout.
            var timedOutSteps: Set<StepName> {
                switch self {
                case .ready, .failed(.limitReached), .failed(.setUpFailed), .failed(.unexpectedHostKey),
                    .failed(.serviceFailed):
                    []
                case .failed(.setUpSilent), .failed(.serverFailed): [.awaitSetUp, .undo]
                case .failed(.unreachableBySSH): [.handOver, .undo]
                case .failed: [.prepare, .create, .undo]
                }
            }
        }

        /// The end of a deletion.
        enum Deletion: Equatable {
            case complete
            /// The record is clear, and the deletions that Hetzner refused are pending in the ledger.
            case pending
        }

        /// Every scenario with its ends; a new one has to be entered here.
        private static let expected: [String: (deploy: Deploy, deletion: Deletion)] = [
            "lost-answer": (.ready, .complete),
            "lost-key-answer": (.ready, .complete),
            "lost-delete-answer": (.ready, .complete),
            "server-error": (.ready, .complete),
            "server-error-after-commit": (.ready, .complete),
            "bad-gateway": (.ready, .complete),
            "bad-gateway-after-commit": (.ready, .complete),
            "unavailable": (.ready, .complete),
            "unavailable-for-good": (.failed(.hetznerUnreachable), .pending),
            "gateway-timeout": (.ready, .complete),
            "slow": (.ready, .complete),
            "dripping": (.ready, .complete),
            "malformed-json": (.ready, .complete),
            "conflict": (.ready, .complete),
            "maintenance": (.ready, .complete),
            "token-rejected": (.failed(.hetznerRefused), .pending),
            "rate-limited": (.ready, .complete),
            "sold-out": (.ready, .complete),
            "sold-out-placement": (.ready, .complete),
            "sold-out-unsupported": (.ready, .complete),
            "sold-out-admitted": (.ready, .complete),
            "sold-out-everywhere": (.failed(.soldOut), .complete),
            "quota": (.failed(.limitReached), .complete),
            "address-quota": (.failed(.limitReached), .complete),
            "server-name-taken": (.ready, .complete),
            "server-name-foreign": (.failed(.hetznerRefused), .complete),
            "key-name-taken": (.failed(.hetznerRefused), .complete),
            "key-taken": (.ready, .complete),
            "firewall-name-taken": (.failed(.hetznerRefused), .pending),
            "create-fails": (.ready, .complete),
            "start-fails": (.ready, .complete),
            "delete-fails": (.ready, .complete),
            "firewall-fails": (.ready, .complete),
            "action-stuck": (.failed(.setUpSilent), .complete),
            "action-missing": (.ready, .complete),
            "stuck-initializing": (.failed(.setUpSilent), .complete),
            "locked-on-delete": (.ready, .complete),
            "firewall-in-use": (.ready, .complete),
            "listing-incomplete": (.ready, .complete),
            "late-visibility": (.ready, .complete),
            "wrong-date": (.ready, .complete),
            "no-network": (.failed(.setUpSilent), .complete),
            "no-callback": (.failed(.setUpSilent), .complete),
            "callback-twice": (.ready, .complete),
            "callback-late": (.ready, .complete),
            "set-up-fails": (.failed(.setUpFailed), .complete),
            "wrong-host-key": (.failed(.unexpectedHostKey), .complete),
            "ssh-refuses": (.failed(.unreachableBySSH), .complete),
            "ssh-resets": (.failed(.unreachableBySSH), .complete),
            "ssh-stalls": (.failed(.unreachableBySSH), .complete),
            "service-exits": (.failed(.serviceFailed), .complete),
        ]

        @Test(arguments: Scenario.all.map(\.name))
        func `a deploy ends as it should`(name: String) async throws {
            let scenario = try #require(Scenario.named(name))
            let expected = try #require(Self.expected[name]).deploy
            try await Site.with(limit: .scenarios) { site in
                var ada = try await site.customer()
                for fault in scenario.faults { try site.inject(fault) }
                try ada.deploy()
                let status = try await site.waitForEnd(
                    of: &ada, skippingWaitsIn: expected.timedOutSteps)
                let end = try site.deployEnd(of: ada)
                #expect(end == expected)
                if case .failed(let problem) = end { #expect(status.error == problem.sentence) }
                try await site.expectLedgerMatchesHetzner()
            }
        }

        @Test(arguments: Scenario.all.map(\.name))
        func `a deletion ends as it should`(name: String) async throws {
            let scenario = try #require(Scenario.named(name))
            let expected = try #require(Self.expected[name]).deletion
            try await Site.with(limit: .scenarios) { site in
                var ada = try await site.readyCustomer()
                for fault in scenario.faults { try site.inject(fault) }
                try ada.deleteServer()
                let status = try await site.waitForEnd(
                    of: &ada, skippingWaitsIn: expected == .pending ? [.delete] : [])
                let ledger = try site.ledger(of: ada)
                #expect(status.phase == "none")
                #expect((ledger.isEmpty ? Deletion.complete : .pending) == expected)
                try await site.expectLedgerMatchesHetzner()
                try await site.expectNothingLeft(of: ada)
            }
        }
    }
}

extension ConcurrencyLimit {
    /// The limit of scenarios at the same time; most of a scenario is waiting.
    fileprivate static let scenarios = ConcurrencyLimit(8)
}

extension Site {
    /// Waits until nothing is in progress any more. In the steps whose retry window is to expire, which takes minutes,
    /// time is made to pass.
    fileprivate func waitForEnd(
        of customer: inout Customer, skippingWaitsIn steps: Set<StepName>
    ) async throws -> Status {
        let start = ContinuousClock.now
        let store = try Store(path: state.database, keyring: Keyring(text: Secret(state.sealingKey)))
        var processes: [ChildProgram] = []
        while true {
            let status = try customer.status()
            guard status.inProgress else { return status }
            let waited = ContinuousClock.now - start
            guard waited < .seconds(600) else { throw NotInTime("no end: \(status)") }
            try skipWait(of: customer, in: steps, until: store.now + Self.timeToUndo)
            processes += try launchDueJobs(of: store)
            try await sleep(for: .milliseconds(250))
        }
    }

    /// Launches the jobs whose time has come, as maintenance does. Maintenance itself would call Hetzner too, and use the
    /// faults up.
    private func launchDueJobs(of store: Store) throws -> [ChildProgram] {
        try store.takeDueJobs(slots: 16).map { job in
            let command = job.kind == .deploy ? "provision" : "deprovision"
            return try ChildProgram(
                Checkout.program("rachel-cloud"),
                [command, job.id.text, "--until-wait", "--config", state.configuration],
                log: state.log("jobs"))
        }
    }

    /// More than a job leaves for its undo, so that a slow attempt ends by its own failure, not by the job's deadline.
    private static var timeToUndo: Duration { .seconds(280) }

    /// Makes ten seconds pass for the customer's job, if it is at one of those steps, and its deadline is not before
    /// `end` while it creates.
    private func skipWait(
        of customer: Customer, in steps: Set<StepName>, until end: Instant
    ) throws {
        let user = try id(of: customer)
        _ = try change(
            """
            UPDATE jobs SET step_started_at = step_started_at - 10000, deadline_at = deadline_at - 10000,
                wake_at = wake_at - 10000
            WHERE user_id = \(user) AND ended_at IS NULL AND step IN \(list: steps.map(\.rawValue))
                AND (deadline_at > \(end) OR step NOT IN ('prepare', 'create'))
            """)
    }

    fileprivate func deployEnd(of customer: Customer) throws -> Endurance.ScenarioTests.Deploy? {
        guard let code = try jobColumn("failure_code", of: customer) else {
            return try jobColumn("outcome", of: customer) == "succeeded" ? .ready : nil
        }
        return FailureCode(rawValue: code).map(Endurance.ScenarioTests.Deploy.failed)
    }

    /// Ends the faults, gives the marks' names free as the log says, and lets maintenance do the pending deletions: then
    /// the ledger and Hetzner agree.
    fileprivate func expectLedgerMatchesHetzner() async throws {
        try recover()
        try deleteForeignMarks()
        for _ in 0..<20 {
            try change("UPDATE resources SET updated_at = 1, deleting_since_at = 1 WHERE state = 'deleting'")
            let round = try await command("maintain", "--once")
            #expect(round.status == 0, "\(round.errorText)")
            if try rows("SELECT 1 FROM resources WHERE state = 'deleting'", { _ throws(SQLiteError) in })
                .isEmpty
            {
                break
            }
            try await sleep(for: .milliseconds(200))
        }
        #expect(try ledgerMismatches() == [])
    }

    /// Deletes what somebody else has under the name of a mark.
    private func deleteForeignMarks() throws {
        try Database(path: state.hetznerDatabase).execute(
            "DELETE FROM firewalls WHERE name LIKE 'rachel-cloud-after-%' AND labels NOT LIKE '%rachel-mark%'"
        )
    }
}
