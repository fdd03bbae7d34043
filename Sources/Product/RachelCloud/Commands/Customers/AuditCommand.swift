import ArgumentParser
import Store
import Time

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Say who did what when to servers, subscriptions and accounts, newest first.")

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "Only what concerns the customer with this email address.") var user: String?
    @Option(help: "How many, 1 to 10000.") var limit = 50
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        guard (1...10000).contains(limit) else {
            throw BadInput("--limit: expected a number from 1 to 10000")
        }
        let (_, store) = try options.openStore()
        let customer = try user.map { try store.customer(email: $0).id }
        let entries = try store.audit(of: customer, limit: limit).map { entry in
            Line(entry, customer: try entry.userID.flatMap(store.user)?.email)
        }
        guard !json else { return try Output.json(entries) }
        Output.table(
            ["AT", "ACTOR", "ACTION", "CUSTOMER", "DETAIL"],
            entries.map { [$0.at, $0.actor, $0.action, $0.customer ?? "-", $0.detail ?? ""] })
    }

    private struct Line: Encodable {
        let at: String
        let actor: String
        let action: String
        let customer: String?
        let detail: String?

        init(_ entry: AuditEntry, customer: String?) {
            at = entry.at.rfc3339
            actor = entry.actor.rawValue
            action = entry.action
            self.customer = customer
            detail = entry.detail
        }
    }
}
