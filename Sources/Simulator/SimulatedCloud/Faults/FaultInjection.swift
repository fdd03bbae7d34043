package import SimulatorFaults
import Time

/// A fault to inject: which one, on which occasions, and with which parameters.
package struct FaultInjection: Equatable, Sendable {
    package let fault: Fault
    /// The requests whose responses it affects.
    let requests: RequestPattern
    /// The number of occasions in a hundred on which it fires. Which ones looks random, so that no client's rhythm
    /// evades it or is always hit, but is the same each time.
    let share: Int64
    /// The number of occasions that pass before the first one on which it may fire.
    let skip: Int64
    /// The number of times that it fires at most; nil for always.
    let times: Int64?
    /// True when the request is carried out although its response is wrong.
    let isAfterCommit: Bool
    /// Negative for the `Date` of a clock that is behind, and for nothing else.
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

    /// The errors that mean "none left".
    enum SoldOutForm: String, CaseIterable {
        case resourceUnavailable = "resource_unavailable"
        case placementError = "placement_error"
        case invalidInput = "invalid_input"
    }

    /// The catalogue's claim about what is sold out: `available` is a hint, not a promise.
    enum Catalogue: String, CaseIterable {
        case honest, hopeful
    }

    enum Limited: String, CaseIterable {
        case servers
        case primaryIPs = "primary_ips"
    }

    /// The owner of the name that a new resource should have got.
    enum Holder: String, CaseIterable {
        /// No resource that a list shows, as if the owner were being deleted.
        case nobody
        /// A resource of somebody else in the same project, which the fault creates.
        case somebody
    }

    /// True when it fires on an occasion after having seen and fired on so many before.
    func fires(seen: Int64, fired: Int64) -> Bool {
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

extension FaultInjection {
    /// The reason why a text is no fault.
    package struct Malformed: Error, Equatable, CustomStringConvertible {
        package let description: String

        package init(description: String) {
            self.description = description
        }
    }

    /// Reads `NAME` or `NAME:KEY=VALUE,…`, for example `lost-answer:call=POST /servers,times=1`.
    ///
    /// Throws a sentence that names what is wrong: an unknown name, a parameter that the fault does not
    /// have, or a malformed value.
    package init(_ text: String) throws(Malformed) {
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let fault = Fault(rawValue: String(halves[0])) else {
            throw Malformed(description: "there is no fault named '\(halves[0])'")
        }
        var values = try Values(of: fault, text: halves.count > 1 ? String(halves[1]) : "")
        self.fault = fault
        requests =
            try values.read(.call, "METHOD PATH, for example POST /servers", RequestPattern.init)
            ?? Self.defaultRequests(of: fault)
        share = try values.read(.share, "1 to 100") { Self.integer($0, 1...100) } ?? 100
        skip = try values.read(.skip, "0 or more") { Self.integer($0, 0...1_000_000) } ?? 0
        times = try values.read(.times, "1 or more") { Self.integer($0, 1...1_000_000) }
        isAfterCommit =
            try values.read(.when, "before or after") { ["before": false, "after": true][$0] } ?? false
        let length = fault == .wrongDate ? Length.ofDateError : .usual
        seconds = try values.read(.seconds, length.expected, length.read) ?? length.byDefault
        bytesPerSecond = try values.read(.rate, "bytes a second") { Self.integer($0, 1...1_000_000) } ?? 50
        type = try values.read(.type, "a server type") { ServerType.named($0)?.name }
        location = try values.read(.location, "a location") { Location.named($0)?.name }
        form = try values.read(.form, Self.names(SoldOutForm.self), SoldOutForm.init) ?? .resourceUnavailable
        catalogue = try values.read(.catalogue, Self.names(Catalogue.self), Catalogue.init) ?? .hopeful
        command = try values.read(.command, Self.names(Action.Command.self), Action.Command.init)
        let isQuota = fault == .creation(.quota)
        limited =
            try isQuota ? values.read(.of, Self.names(Limited.self), Limited.init) ?? .servers : .servers
        named =
            try isQuota
            ? .server : values.read(.of, Self.names(ResourceKind.self), ResourceKind.init) ?? .server
        limit = try values.read(.limit, "0 or more") { Self.integer($0, 0...1_000_000) } ?? 0
        holder = try values.read(.holder, Self.names(Holder.self), Holder.init) ?? .nobody
    }

    /// The requests that a fault affects when its text names none.
    private static func defaultRequests(of fault: Fault) -> RequestPattern {
        switch fault {
        case .response(let fault): fault.defaultRequests
        case .actionMissing, .listing, .wrongDate, .creation, .action, .firewallInUse, .noNetwork, .machine:
            .every
        }
    }

    private static func integer(_ text: String, _ range: ClosedRange<Int64>) -> Int64? {
        Int64(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private static func names<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) -> String
    {
        type.allCases.map(\.rawValue).joined(separator: ", ")
    }
}

/// The values that `seconds=` may have.
private struct Length {
    /// In seconds.
    let range: ClosedRange<Double>
    let byDefault: Duration
    let expected: String

    static let usual = Length(range: 0...600, byDefault: .seconds(10), expected: "seconds up to 600")
    /// Up to a year in both directions.
    static let ofDateError = Length(
        range: -31_536_000...31_536_000, byDefault: .seconds(3600),
        expected: "seconds from -31536000 to 31536000")

    func read(_ text: String) -> Duration? {
        guard let seconds = Double(text), range.contains(seconds) else { return nil }
        return .milliseconds(Int64(seconds * 1000))
    }
}

/// The `KEY=VALUE` pairs of a fault's text.
private struct Values {
    private let fault: Fault
    private var values: [FaultParameter: String] = [:]

    init(of fault: Fault, text: String) throws(FaultInjection.Malformed) {
        self.fault = fault
        let known = fault.parameters.union([.share, .skip, .times])
        for pair in text.split(separator: ",") {
            let halves = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard halves.count == 2, let parameter = FaultParameter(rawValue: halves[0]),
                known.contains(parameter)
            else {
                let names = known.map(\.rawValue).sorted().joined(separator: ", ")
                throw FaultInjection.Malformed(
                    description: "\(fault.rawValue): '\(pair)' is none of its parameters, which are \(names)")
            }
            values[parameter] = halves[1]
        }
    }

    mutating func read<Value>(
        _ parameter: FaultParameter, _ expected: String, _ convert: (String) -> Value?
    ) throws(FaultInjection.Malformed) -> Value? {
        guard let text = values[parameter] else { return nil }
        if let value = convert(text) { return value }
        throw FaultInjection.Malformed(
            description: "\(fault.rawValue): \(parameter.rawValue)=\(text): expected \(expected)")
    }
}
