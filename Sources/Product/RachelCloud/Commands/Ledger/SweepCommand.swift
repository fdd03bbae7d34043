import ArgumentParser
import Provisioning
import Store

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Find and correct what differs between the Hetzner project and the ledger, once.",
        discussion: """
            Servers, SSH keys and primary IPs that carry the label managed-by=rachel-cloud, are older than ten \
            minutes and are unknown here are recorded in the ledger and deleted; give each installation a project of \
            its own. Servers that are gone are told to their customers. The firewall's rules are corrected.
            `rachel-cloud maintain` does the same every five minutes.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "Only say what would happen.") var dryRun = false
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let (configuration, store) = try options.openStore()
        let log = configuration.startLog("sweep")
        let hetzner = try configuration.hetznerClient(sharingCallsOf: store, log: log)
        let sweep = Sweep(store: store, hetzner: hetzner, settings: configuration.provisioning, log: log)
        let report = try sweep.run(dryRun ? .report : .repair)
        if !dryRun { try Deletion(store: store, hetzner: hetzner, log: log).retryDue() }
        guard !json else { return try Output.json(Report(report)) }
        Report(report).printLines(isDone: !dryRun)
    }

    private struct Report: Encodable {
        struct Item: Encodable {
            let kind: String
            let id: Int64?
            let name: String

            var text: String { "\(kind) \(id.map(String.init) ?? "-") \(name)" }
        }

        let untracked: [Item]
        let missing: [Item]
        let firewallDrifted: Bool

        private enum CodingKeys: String, CodingKey {
            case untracked = "orphans"
            case missing = "vanished"
            case firewallDrifted
        }

        init(_ report: SweepReport) {
            untracked = report.untracked.map { Item(kind: $0.kind.rawValue, id: $0.hetznerID, name: $0.name) }
            missing = report.missing.map { Item(kind: $0.kind.rawValue, id: $0.hetznerID, name: $0.name) }
            firewallDrifted = report.isFirewallDrifted
        }

        func printLines(isDone: Bool) {
            for item in untracked {
                print(
                    "\(isDone ? "deleting" : "would delete"): \(item.text), which no line of the ledger tracks"
                )
            }
            for item in missing {
                print("\(isDone ? "released" : "would release"): \(item.text), which Hetzner no longer has")
            }
            if firewallDrifted { print("\(isDone ? "corrected" : "would correct"): the firewall's rules") }
            if untracked.isEmpty, missing.isEmpty, !firewallDrifted { print("everything is as it should be") }
        }
    }
}
