/// What the keeper of machines has to tell its log.
package enum MachineEvent: Equatable, Sendable {
    case started(name: String, address: String)
    case stopped(name: String)
    /// The program could not be run, or ended with another status than 0; its own words are in `log`.
    case failed(name: String, reason: String, log: String)
    /// The tick itself failed, for example since the disk is full; the next one tries again.
    case troubled(String)
}
