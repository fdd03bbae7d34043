import Crypto
import FoundationEssentials
import Hetzner
import Logging
import Store

/// What a job asks Hetzner for, and where it may be had.
struct ServerOrder {
    let name: String
    private let context: JobContext
    private let sshKey: Int64
    private let firewall: Int64
    private let userData: UserData

    init(_ context: JobContext, name: String, sshKey: Int64, firewall: Int64) throws {
        self.context = context
        self.name = name
        self.sshKey = sshKey
        self.firewall = firewall
        let token = try context.store.callbackToken(under: context.lease)
        guard let pem = try context.store.sshKey(of: context.job.userID) else {
            throw StepFailure.giveUp(.internalFault, "the job's key pair is gone")
        }
        let address = context.settings.callbackBaseURL
        userData = try UserData(
            machine: context.settings.machine, authorizedKey: try PrivateKey(pem: pem).publicKey.openSSH,
            callbackURL: "\(address)/api/provision/callback/\(context.job.userID)/\(token.reveal())")
    }

    /// Orders the first choice that is to be had. Throws the last refusal when none is, `HetznerError.ambiguous`
    /// when the server may have been made.
    func place() throws -> Server {
        var refusal: (any Error)?
        for choice in context.settings.serverChoices {
            do {
                try context.renewLease()
                return try place(choice)
            } catch let error as HetznerError where error.kind == .unavailableHere {
                refusal = error
                context.log.notice("server.sold_out", metadata: ["choice": "\(choice)"])
            } catch let error as ChoiceUnavailable {
                refusal = StepFailure.retry(.soldOut, error.reason)
                context.log.notice(
                    "server.sold_out", metadata: ["choice": "\(choice)", "reason": "\(error.reason)"])
            }
        }
        throw refusal ?? StepFailure.giveUp(.internalFault, "no server choice is configured")
    }

    private func place(_ choice: ServerChoice) throws -> Server {
        let type = try type(of: choice)
        let order = CreateServerRequest(
            name: name, serverType: type.name, image: try image(for: type), location: choice.location,
            sshKeys: [sshKey], userData: userData.text, labels: Naming.labels(of: context.job),
            firewalls: [firewall])
        return try context.hetzner.createServer(order, by: context.callDeadline).server
    }

    /// The type, if today's catalogue offers it there.
    private func type(of choice: ServerChoice) throws -> ServerType {
        let types = try context.catalogue()
        guard let type = types.first(where: { $0.name == choice.type }) else {
            throw ChoiceUnavailable(reason: "there is no server type \(choice.type)")
        }
        switch type.offer(in: choice.location, at: Date()) {
        case .available: return type
        case .soldOut: throw ChoiceUnavailable(reason: "\(choice) is sold out")
        case .notSold: throw ChoiceUnavailable(reason: "\(choice.type) is not sold in \(choice.location)")
        }
    }

    /// Two images share each name, one for each processor architecture.
    private func image(for type: ServerType) throws -> Int64 {
        let name = context.settings.image
        let image = try context.hetzner.image(
            named: name, architecture: type.architecture, by: context.callDeadline)
        guard let image else {
            throw StepFailure.giveUp(.hetznerRefused, "there is no image \(name) for \(type.architecture)")
        }
        return image.id
    }
}

/// The catalogue says that a choice can't be had.
private struct ChoiceUnavailable: Error {
    let reason: String
}
