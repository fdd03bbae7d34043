import Crypto
import Hetzner
import Store

/// Puts the job's public key where a server order can name it.
enum KeyUpload {
    /// The key's id at Hetzner, uploaded first where needed. Safe to repeat.
    static func ensure(_ context: JobContext) throws -> Int64 {
        if let known = context.job.hetznerSSHKeyID { return known }
        guard let pem = try context.store.sshKey(of: context.job.userID) else {
            throw StepFailure.permanent(.internalError, "the job's key pair is gone")
        }
        let publicKey = try PrivateKey(pem: pem).publicKey
        let intent = try context.store.intend(
            .sshKey, name: Naming.sshKey(of: context.job.id), project: context.settings.project,
            under: context.lease)
        let id: Int64
        if case .resumed = intent, let found = try find(publicKey, context) {
            id = found
        } else {
            id = try upload(publicKey, intent, context)
        }
        try context.store.recordCreated(sshKey: id, resource: intent.resource.id, under: context.lease)
        return id
    }

    private static func upload(
        _ key: PublicKey, _ intent: Intent, _ context: JobContext
    ) throws -> Int64 {
        do throws(HetznerError) {
            return try context.hetzner.createSSHKey(
                name: Naming.sshKey(of: context.job.id), publicKey: key.openSSH,
                labels: Naming.labels(of: context.job), by: context.callDeadline
            ).id
        } catch {
            // Keys are unique by fingerprint, and nobody else has this one.
            if error.kind == .uniqueness, let found = try find(key, context) { return found }
            if error.kind != .ambiguous { try intent.withdraw(context) }
            throw error
        }
    }

    private static func find(_ key: PublicKey, _ context: JobContext) throws(HetznerError) -> Int64? {
        try context.hetzner.sshKey(fingerprint: key.md5Fingerprint, by: context.callDeadline)?.id
    }
}
