import ArgumentParser
import Provisioning
import Store

struct ProjectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project",
        abstract: "Show whose the Hetzner project is, and claim it.",
        discussion: """
            Installation and project have ids, which the labels of the firewall rachel-cloud-ssh-only carry: the \
            project's witness. Nothing in a project is believed gone, and nothing is deleted, unless the witness is ours.
            """,
        subcommands: [Show.self, Claim.self], defaultSubcommand: Show.self)
}

extension ProjectCommand {
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the ids here and at Hetzner, and what to do when they differ.")

        @OptionGroup var options: ConfigurationOptions
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let (configuration, store) = try options.openStore()
            let log = configuration.startLog("project")
            let witness = Witness(
                store: store, hetzner: try configuration.hetznerClient(sharingCallsOf: store, log: log),
                project: configuration.provisioning.project, log: log)
            let state = try ProjectState(store, witness)
            guard !json else { return try Output.json(state) }
            print("installation: \(state.installation)")
            print(
                "project:      \(state.project) (\(state.name)), \(state.isClaimed ? "claimed" : "not claimed")"
            )
            print("at Hetzner:   \(state.atHetzner)")
        }
    }

    struct Claim: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the token's project this installation's.",
            discussion: """
                Not needed for a new project: the first deploy claims it. A project without a witness is claimed when one \
                of this installation's servers is found there. Another installation's is taken over by --from, which \
                looks for two minutes whether that one is still at work.

                A project that isn't shown to be the one claimed before gets an id of its own. The one of before stays in \
                the ledger under its name with the beginning of its id, which HCLOUD_PROJECT can name.
                """)

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "The id of the installation that has the project now, and is stopped for good.")
        var from: String?
        @Flag(help: "Claim a project in which nothing of ours is left, and give up the ledger's lines in it.")
        var empty = false

        func validate() throws {
            guard from == nil || !empty else { throw ValidationError("give --from or --empty, not both") }
        }

        func run() throws {
            let (configuration, store) = try options.openStore()
            let log = configuration.startLog("project")
            let hetzner = try configuration.hetznerClient(sharingCallsOf: store, log: log)
            let settings = configuration.provisioning
            if let from {
                let takeover = Takeover(
                    store: store, hetzner: hetzner, settings: settings, log: log, wait: Countdown.wait)
                try CommandFailure.on { try takeover.claim(from: from) }
                return print(
                    "the project is this installation's now; `rachel-cloud servers adopt` takes its servers over"
                )
            }
            let claim = ProjectClaim(store: store, hetzner: hetzner, settings: settings, log: log)
            switch try CommandFailure.on({ try claim.run(isEmpty: empty) }) {
            case .wasOurs: print("the project is this installation's already")
            case .claimed: print("the project is this installation's now")
            case .claimedEmpty(let lines):
                print("the project is this installation's now; \(lines) lines of the ledger were given up")
            }
        }
    }
}

/// Whose the project is, here and at Hetzner.
struct ProjectState: Encodable {
    let installation: String
    let project: String
    let name: String
    let isClaimed: Bool
    let observing: String?
    let isShown: Bool
    /// False when a person has to do something.
    let isFine: Bool
    /// What the witness says, or what to do.
    let atHetzner: String

    private enum CodingKeys: String, CodingKey {
        case installation, project, name, observing
        case isClaimed = "claimed"
        case isShown = "witnessSeen"
        case isFine = "fine"
        case atHetzner = "witness"
    }

    init(_ store: Store, _ witness: Witness) throws {
        let (installation, project) = (try store.installation(), try witness.project())
        self.installation = installation.id.text
        self.project = project.id.text
        name = project.name
        isClaimed = project.isClaimed
        observing = installation.observing?.reason
        do {
            switch try witness.look() {
            case .isOurs: (isShown, isFine, atHetzner) = (true, true, "the witness is ours")
            case .isNobodys:
                (isShown, isFine, atHetzner) = (
                    false, true, "no witness; the first deploy claims the project"
                )
            }
        } catch let error as WitnessError {
            (isShown, isFine, atHetzner) = (false, false, "\(error)")
        }
    }
}
