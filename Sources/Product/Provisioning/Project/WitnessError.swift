/// The reason why nothing may be believed about a project. Each tells the operator what to do.
package enum WitnessError: Error, Equatable, CustomStringConvertible, Sendable {
    /// The project is not this installation's yet, and the ledger has lines that claim otherwise.
    case unclaimed(project: String)
    /// The witness is another installation's.
    case otherInstallation(own: String, found: String)
    /// The witness is ours, but for another of our projects: the token is another project's.
    case otherProject(own: String, found: String)
    /// This database may be an old copy, or a copy of it is alive.
    case observing(reason: String)
    /// A response lacks what shows whose the project is, or does not do what it says. Asking again may help.
    case unclear(String)

    package var description: String {
        switch self {
        case .unclaimed(let project):
            "the project \(project) at Hetzner has no witness of this installation, so nothing is believed about it: "
                + "if HCLOUD_TOKEN is the right one, run `rachel-cloud project claim`"
        case .otherInstallation(let own, let found):
            "the project at Hetzner is installation \(found)'s, and this one is \(own): give each installation a project "
                + "of its own, or take it over by `rachel-cloud project claim --from \(found)`"
        case .otherProject(let own, let found):
            "HCLOUD_TOKEN is of project \(found), and HCLOUD_PROJECT names project \(own): correct one of them"
        case .observing(let reason):
            "this installation observes, and orders and deletes nothing: \(reason). Look at `rachel-cloud sweep "
                + "--dry-run`, and when this database is the right one run `rachel-cloud maintain --resume`"
        case .unclear(let what): "Hetzner's responses don't show whose the project is: \(what)"
        }
    }
}
