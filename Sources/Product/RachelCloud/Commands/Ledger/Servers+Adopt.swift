import ArgumentParser
import Hetzner
import Provisioning
import Store

extension Servers {
    struct Adopt: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make untracked servers customers' again: in the ledger and in their records.",
            discussion: """
                With --all, each untracked server whose label names a customer without one. Without a known key the server \
                runs on and is billed, but can only be managed again after a rebuild.
                """)

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The server's id at Hetzner.") var id: Int64?
        @Option(help: "The customer's email address.") var user: String?
        @Flag(help: "Every untracked server whose label names a customer without a server.") var all = false
        @Flag(
            help:
                "The server carries no label of ours, or that of a customer whom this database doesn't know.")
        var foreign = false

        func validate() throws {
            guard all != (id != nil && user != nil) else {
                throw ValidationError("give a server's ID with --user EMAIL, or --all")
            }
        }

        func run() throws {
            let (configuration, store) = try options.openStore()
            let log = configuration.startLog("servers")
            let adoption = Adoption(
                store: store, hetzner: try configuration.hetznerClient(sharingCallsOf: store, log: log),
                project: configuration.provisioning.project, log: log)
            if let id, let user {
                let customer = try store.customer(email: user)
                try report(
                    id, user,
                    CommandFailure.on { try adoption.adopt(id, for: customer.id, isForeign: foreign) })
                return
            }
            for (server, user) in try adoption.candidates() {
                let email = try store.user(user)?.email ?? user.text
                do {
                    try report(server, email, adoption.adopt(server, for: user, isForeign: false))
                } catch let error as Adoption.Refusal {
                    Output.writeError("server \(server): \(error)")
                }
            }
        }

        private func report(_ server: Int64, _ email: String, _ isManageable: Bool) {
            print("server \(server) is \(email)'s")
            if !isManageable { print("our key to it is not known: a rebuild makes it manageable again") }
        }
    }

    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete what is untracked or kept.",
            discussion: """
                `rachel-cloud maintain` deletes it and goes on trying for as long as it takes. A customer's server is \
                deleted by `rachel-cloud deprovision`.
                """)

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The id at Hetzner, or the name of a kept line that has none.") var target: String
        @Option(help: "server, ssh_key or primary_ip.") var kind = "server"
        @Flag(help: "Only say what would happen.") var dryRun = false

        func run() throws {
            guard let kind = Resource.Kind(rawValue: kind) else {
                throw BadInput("--kind: expected server, ssh_key or primary_ip")
            }
            let (configuration, store) = try options.openStore()
            let project = try store.project(named: configuration.provisioning.project)
            let id = Int64(target)
            let known =
                try store.untracked().contains { $0.kind == kind && $0.hetznerID == id }
                || store.keptLines().contains {
                    $0.kind == kind && $0.hetznerID == id && (id != nil || $0.name == target)
                }
            guard known else {
                throw CommandFailure(
                    "\(kind.rawValue) \(target) is neither untracked nor kept; see `servers --untracked`")
            }
            guard !dryRun else { return print("would delete \(kind.rawValue) \(target)") }
            do {
                if let id {
                    try store.deleteKept(kind, id, in: project)
                } else {
                    try store.deleteKept(kind, named: target, in: project)
                }
            } catch let refusal as AdoptionRefusal {
                throw CommandFailure("\(Adoption.Refusal(refusal))")
            }
            print("\(kind.rawValue) \(target) is being deleted")
        }
    }
}
