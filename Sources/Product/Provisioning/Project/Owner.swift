import Hetzner
import Store

/// Whose a project is, by the labels of its shared firewall.
enum Owner {
    case ours
    /// No installation has claimed it.
    case nobody

    /// Throws `WitnessError` when it is somebody else's, or another project than the configuration names.
    init(of firewall: Firewall, _ installation: Installation.ID, _ project: HetznerProject)
        throws(WitnessError)
    {
        guard let labels = firewall.labels else {
            throw .unclear("firewall \(firewall.id) came without labels")
        }
        guard let owner = labels[Naming.installationLabel] else {
            self = .nobody
            return
        }
        guard owner == installation.text else {
            throw .otherInstallation(own: installation.text, found: owner)
        }
        let found = labels[Naming.projectLabel] ?? "unknown"
        guard found == project.id.text else { throw .otherProject(own: project.id.text, found: found) }
        self = .ours
    }
}
