import Crypto
import Hetzner
import Logging
import Store
import Time

/// A job's order for a server, which tries one choice of type and location after the other.
struct ServerOrder {
    let name: String
    /// The time for which a choice that was refused, or listed as sold out, is not ordered by any job of the project,
    /// so that waiting customers cost few calls.
    private static let soldOutCacheTime: Duration = .seconds(60)

    private let context: JobContext
    private let catalogue: Catalogue
    private let sshKey: Int64
    private let firewall: Int64
    private let userData: UserData

    init(
        _ context: JobContext, _ catalogue: Catalogue, name: String, sshKey: Int64, firewall: Int64
    ) throws {
        self.context = context
        self.catalogue = catalogue
        self.name = name
        self.sshKey = sshKey
        self.firewall = firewall
        let token = try context.store.callbackToken(under: context.lease)
        guard let pem = try context.store.sshKey(of: context.job.userID) else {
            throw StepFailure.permanent(.internalError, "the job's key pair is gone")
        }
        let address = context.settings.callbackBaseURL
        userData = try UserData(
            machine: context.settings.machine, authorizedKey: try PrivateKey(pem: pem).publicKey.openSSH,
            callbackURL: "\(address)/api/provision/callback/\(context.job.userID)/\(token.reveal())")
    }

    /// Orders the first choice that is available. Throws `StepFailure` when none is, and `HetznerError.ambiguous`
    /// when the server may have been created.
    func place() throws -> (server: Server, choice: ServerChoice) {
        var candidates: [Candidate] = []
        var lastResorts: [Candidate] = []
        var reasons: [String] = []
        for choice in choices {
            switch try availability(of: choice) {
            case .available(let type): candidates.append(Candidate(choice: choice, type: type))
            case .soldOutBefore(let type): lastResorts.append(Candidate(choice: choice, type: type))
            case .unavailable(let reason): reasons.append(reason)
            }
        }
        for candidate in candidates + lastResorts {
            if let server = try place(candidate) { return (server, candidate.choice) }
            reasons.append("\(candidate.choice) was refused")
        }
        throw StepFailure.retry(.soldOut, reasons.joined(separator: "; "))
    }

    /// The choices in the order in which they are tried: after a server that was lost, from the choice behind its own.
    private var choices: [ServerChoice] {
        let all = context.settings.serverChoices
        let lost = all.firstIndex { $0.type == context.job.serverType && $0.location == context.job.location }
        guard let lost else { return all }
        return Array(all[(lost + 1)...] + all[...lost])
    }

    private func availability(of choice: ServerChoice) throws -> Availability {
        guard let type = catalogue.serverTypes.first(where: { $0.name == choice.type }) else {
            return .unavailable("there is no server type \(choice.type)")
        }
        let now = context.store.now
        let refused = try context.store.soldOut(
            type: choice.type, location: choice.location, project: context.settings.project)
        if let refused, (.zero..<Self.soldOutCacheTime).contains(now - refused) {
            return .unavailable("\(choice) was refused a moment ago")
        }
        switch type.offer(in: choice.location, at: now) {
        case .available: return .available(type)
        case .notSold: return .unavailable("\(choice.type) is not sold in \(choice.location)")
        case .soldOut where now - catalogue.readAt < Self.soldOutCacheTime:
            return .unavailable("\(choice) is sold out")
        case .soldOut: return .soldOutBefore(type)
        }
    }

    /// Orders the choice. Returns nil when Hetzner refuses it, after recording that for all jobs.
    private func place(_ candidate: Candidate) throws -> Server? {
        let (choice, type) = (candidate.choice, candidate.type)
        guard let image = catalogue.image(for: type.architecture) else {
            throw StepFailure.permanent(
                .hetznerRefused, "there is no image \(context.settings.image) for \(type.architecture)")
        }
        let order = CreateServerRequest(
            name: name, serverType: type.name, image: image, location: choice.location,
            sshKeys: [sshKey], userData: userData.text, labels: Naming.labels(of: context.job),
            firewalls: [firewall])
        try context.renewLease()
        do throws(HetznerError) {
            return try context.hetzner.createServer(order, by: context.callDeadline)
        } catch {
            guard error.kind == .unavailableHere else { throw error }
            context.log.notice(
                "server.sold_out", metadata: ["choice": "\(choice)", "reason": "\(error)"])
            try context.store.recordSoldOut(
                type: choice.type, location: choice.location, project: context.settings.project)
            return nil
        }
    }
}

/// A choice that may be available.
private struct Candidate {
    let choice: ServerChoice
    let type: ServerType
}

/// The availability of a choice, as known before ordering.
private enum Availability {
    case available(ServerType)
    /// Listed as sold out a while ago; ordered when nothing else is available.
    case soldOutBefore(ServerType)
    /// Not worth a call, with the reason.
    case unavailable(String)
}
