import Crypto
import Hetzner
import Store

/// Everything that can fail before money is spent: the customer's secrets open, the key pair is made, the
/// firewall stands.
enum Prepare {
    static func run(_ context: JobContext) throws -> StepExit {
        guard try context.store.handOverSecrets(of: context.job.userID) != nil else {
            throw StepFailure.permanent(.internalError, "onboarding is unfinished")
        }
        // What an earlier deploy still owes holds the server's name.
        let debts = try context.store.openResources(of: context.job.userID).filter { $0.state == .deleting }
        _ = try context.retryDeletions(debts)
        if try context.store.sshKey(of: context.job.userID) == nil {
            let key = try PrivateKey.generate(context.settings.keyType)
            try context.store.saveSSHKey(key.pem, under: context.lease)
        }
        _ = try context.firewall()
        return .next(.create)
    }
}
