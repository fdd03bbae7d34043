/// Something that goes wrong on purpose: what, when, and how often.
package struct Fault: Equatable, Sendable {
    package let kind: Kind
    /// Which calls it strikes.
    let calls: CallPattern
    /// How many of a hundred occasions it strikes. Which ones looks random, so that no client's rhythm evades it or is
    /// always hit, but is the same each time.
    let share: Int64
    /// How many occasions pass before the first strike.
    let skip: Int64
    /// How often it strikes at most; nil for always.
    let times: Int64?
    /// Whether the call has been carried out when its answer goes wrong.
    let isAfterCommit: Bool
    let seconds: Duration
    let bytesPerSecond: Int64
    let type: String?
    let location: String?
    let form: SoldOutForm
    let catalogue: Catalogue
    /// Commands of actions; nil for every command.
    let command: Action.Command?
    let limited: Limited
    let limit: Int64
    let named: ResourceKind
    let holder: Holder

    enum Parameter: String, CaseIterable {
        case call, share, skip, times, when, seconds, rate, type, location, form, catalogue, command, of,
            limit
        case holder
    }

    /// The answers that mean "none left".
    enum SoldOutForm: String, CaseIterable {
        case resourceUnavailable = "resource_unavailable"
        case placementError = "placement_error"
        case invalidInput = "invalid_input"
    }

    /// What the catalogue says of what is sold out: `available` is a hint, not a promise.
    enum Catalogue: String, CaseIterable {
        case honest, hopeful
    }

    enum Limited: String, CaseIterable {
        case servers
        case primaryIPs = "primary_ips"
    }

    /// Who has the name that a new resource was to get.
    enum Holder: String, CaseIterable {
        /// Nobody that a list shows: the old holder is being deleted.
        case nobody
        /// A resource of somebody else in the same project, made for the occasion.
        case somebody
    }

    /// What goes with a server to its machine.
    var machineFault: String {
        guard kind == .callbackLate else { return kind.rawValue }
        return "\(kind.rawValue)=\(Double(seconds.milliseconds) / 1000)"
    }

    /// Whether it strikes on an occasion, when it has seen and struck so many before.
    func strikes(seen: Int64, fired: Int64) -> Bool {
        guard seen >= skip, times.map({ fired < $0 }) ?? true else { return false }
        return Self.scattered(UInt64(seen - skip)) % 100 < UInt64(share)
    }

    /// A number that looks unrelated to its neighbours' (SplitMix64, Steele, Lea and Flood 2014).
    private static func scattered(_ number: UInt64) -> UInt64 {
        var mixed = (number &+ 1) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
