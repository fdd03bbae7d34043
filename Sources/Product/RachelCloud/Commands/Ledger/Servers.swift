import ArgumentParser
import Store
import Time

struct Servers: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "List the ledger: every server that exists or may exist at Hetzner; adopt and delete others.",
        subcommands: [List.self, Adopt.self, Delete.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the ledger: every server that exists or may exist at Hetzner.",
            discussion: """
                With --owed: every resource that is to be deleted and that Hetzner has not yet called gone, servers, SSH keys \
                and primary IPs, oldest first. `rachel-cloud maintain` goes on trying for as long as it takes.
                With --untracked: what carries our label at Hetzner and has no line, and what a resumption has kept. It stays \
                until `servers adopt` or `servers delete`.
                """)

        @OptionGroup var options: ConfigurationOptions
        @Flag(help: "Only pending deletions, of any kind.") var owed = false
        @Flag(help: "Only what is untracked or kept, of any kind.") var untracked = false
        @Flag(help: "Print JSON.") var json = false

        func validate() throws {
            guard !owed || !untracked else { throw ValidationError("give --owed or --untracked, not both") }
        }

        func run() throws {
            let (_, store) = try options.openStore()
            guard !untracked else { return try UntrackedList(store).print(asJSON: json) }
            let lines = try owed ? store.pendingDeletions() : store.servers()
            let projects = Dictionary(
                uniqueKeysWithValues: try store.projects().map { ($0.id, $0.name) })
            let entries = try lines.map { line in
                Entry(
                    line, customer: try line.userID.flatMap(store.user)?.email,
                    project: projects[line.project] ?? line.project.text)
            }
            guard !json else { return try Output.json(entries) }
            Output.table(
                ["KIND", "ID", "STATE", "CUSTOMER", "NAME", "SINCE", "TRIES", "LAST ERROR"],
                entries.map { entry in
                    [
                        entry.kind, entry.hetznerID.map(String.init) ?? "-", entry.state,
                        entry.customer ?? "-",
                        entry.name, entry.deletingSince ?? entry.createdAt, "\(entry.deleteAttempts)",
                        entry.lastError ?? "",
                    ]
                })
        }
    }

    private struct Entry: Encodable {
        let kind: String
        let hetznerID: Int64?
        let project: String
        let name: String
        let state: String
        let customer: String?
        let job: String?
        let createdAt: String
        let deletingSince: String?
        let deleteAttempts: Int
        let lastError: String?

        init(_ line: Resource, customer: String?, project: String) {
            kind = line.kind.rawValue
            hetznerID = line.hetznerID
            self.project = project
            name = line.name
            state = line.state.rawValue
            self.customer = customer
            job = line.jobID?.text
            createdAt = line.createdAt.rfc3339
            deletingSince = line.deletingSince?.rfc3339
            deleteAttempts = line.deleteAttempts
            lastError = line.lastError
        }
    }
}
