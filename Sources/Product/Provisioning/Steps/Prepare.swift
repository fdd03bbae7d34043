import Crypto
import Hetzner
import Store

/// Does everything that can fail before money is spent: opens the customer's secrets, creates the key pair and ensures
/// the firewall.
enum Prepare {
    static func run(_ context: JobContext) throws -> StepResult {
        guard try context.store.handOverSecrets(of: context.job.userID) != nil else {
            throw StepFailure.permanent(.internalError, "onboarding is unfinished")
        }
        // An earlier deploy's server holds the name until it is gone.
        let pending = try context.store.openResources(of: context.job.userID).filter { $0.state == .deleting }
        try context.attemptDeletion(of: pending)
        if try context.store.sshKey(of: context.job.userID) == nil {
            let key = try PrivateKey.generate(context.settings.keyType)
            try context.store.saveSSHKey(key.pem, under: context.lease)
        }
        _ = try context.firewall()
        return .done
    }
}
