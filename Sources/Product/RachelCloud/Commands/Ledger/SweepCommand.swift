import ArgumentParser
import Provisioning
import Store

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Find and correct what differs between the Hetzner project and the ledger, once.",
        discussion: """
            Servers, SSH keys and primary IPs that carry the label managed-by=rachel-cloud and are unknown here are \
            listed, and kept until `servers adopt` or `servers delete`. Servers that are gone are told to their \
            customers. The firewall's rules are corrected. When more is missing at once than is likely, nothing is done \
            until that list is accepted by its name.
            `rachel-cloud maintain` does the same every five minutes.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "Only say what would happen.") var dryRun = false
    @Flag(help: "Print JSON.") var json = false
    @Option(help: "Accept the losses or deletions of that list, as it was printed, for a day.")
    var accept: String?

    func run() throws {
        let (configuration, store) = try options.openStore()
        let log = configuration.startLog("sweep")
        if let accept {
            guard accept.count == 8, accept.allSatisfy(\.isHexDigit) else {
                throw BadInput("--accept: expected a list's name as it was printed, 8 hex digits")
            }
            try store.accept(accept)
            guard !dryRun else { return }
        }
        let hetzner = try configuration.hetznerClient(sharingCallsOf: store, log: log)
        let sweep = Sweep(store: store, hetzner: hetzner, settings: configuration.provisioning, log: log)
        let report = try sweep.run(dryRun ? .report : .repair)
        if !dryRun, report.project.isClaimed {
            let witness = Witness(
                store: store, hetzner: hetzner, project: configuration.provisioning.project, log: log)
            try Deletion(store: store, hetzner: hetzner, witness: witness, log: log).retryDue()
        }
        let result = try Report(report, store.maintenanceParts())
        guard !json else { return try Output.json(result) }
        result.printLines(isDone: !dryRun)
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
        let isClaimed: Bool
        let observing: String?
        /// Why the last rounds of `maintain` failed, by its part: a stopped round names its list there.
        let failures: [String: String]

        private enum CodingKeys: String, CodingKey {
            case untracked = "orphans"
            case missing = "vanished"
            case firewallDrifted, observing, failures
            case isClaimed = "claimed"
        }

        init(_ report: SweepReport, _ parts: [PartReport]) {
            failures = Dictionary(
                parts.compactMap { part in part.failure.map { (part.name, $0) } }, uniquingKeysWith: { $1 })
            untracked = report.untracked.map { Item(kind: $0.kind.rawValue, id: $0.hetznerID, name: $0.name) }
            missing = report.missing.map { Item(kind: $0.kind.rawValue, id: $0.hetznerID, name: $0.name) }
            firewallDrifted = report.isFirewallDrifted
            isClaimed = report.project.isClaimed
            observing = report.observing
        }

        func printLines(isDone: Bool) {
            guard isClaimed else {
                return print("the project is nobody's yet: the first deploy claims it")
            }
            if let observing { print("\(WitnessError.observing(reason: observing))") }
            for item in untracked { print("untracked: \(item.text), which no line of the ledger stands for") }
            for item in missing {
                print("\(isDone ? "released" : "would release"): \(item.text), which Hetzner no longer has")
            }
            if firewallDrifted { print("\(isDone ? "corrected" : "would correct"): the firewall's rules") }
            for (part, failure) in failures.sorted(by: { $0.key < $1.key }) {
                print("the part \(part) of maintain failed: \(failure)")
            }
            if untracked.isEmpty, missing.isEmpty, !firewallDrifted, observing == nil, failures.isEmpty {
                print("everything is as it should be")
            }
        }
    }
}
