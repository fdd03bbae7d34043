extension Fault {
    /// Why a fault was refused.
    package struct Malformed: Error, Equatable, CustomStringConvertible {
        package let description: String

        package init(description: String) {
            self.description = description
        }
    }

    /// Reads `NAME` or `NAME:KEY=VALUE,…`, for example `lost-answer:call=POST /servers,times=1`.
    ///
    /// Throws a sentence that names what is wrong: an unknown name, a parameter that the kind does not
    /// understand, or a value that is none.
    package init(_ text: String) throws(Malformed) {
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let kind = Kind(rawValue: String(halves[0])) else {
            throw Malformed(description: "there is no fault named '\(halves[0])'")
        }
        var values = try Values(kind: kind, text: halves.count > 1 ? String(halves[1]) : "")
        self.kind = kind
        calls =
            try values.read(.call, "METHOD PATH, for example POST /servers", CallPattern.init)
            ?? kind.usualCalls
        share = try values.read(.share, "1 to 100") { Self.integer($0, 1...100) } ?? 100
        skip = try values.read(.skip, "0 or more") { Self.integer($0, 0...1_000_000) } ?? 0
        times = try values.read(.times, "1 or more") { Self.integer($0, 1...1_000_000) }
        isAfterCommit =
            try values.read(.when, "before or after") { ["before": false, "after": true][$0] } ?? false
        seconds = try values.read(.seconds, "seconds up to 600", Self.seconds) ?? .seconds(10)
        bytesPerSecond = try values.read(.rate, "bytes a second") { Self.integer($0, 1...1_000_000) } ?? 50
        type = try values.read(.type, "a server type") { ServerType.named($0)?.name }
        location = try values.read(.location, "a location") { Location.named($0)?.name }
        form = try values.read(.form, Self.names(SoldOutForm.self), SoldOutForm.init) ?? .resourceUnavailable
        catalogue = try values.read(.catalogue, Self.names(Catalogue.self), Catalogue.init) ?? .hopeful
        command = try values.read(.command, Self.names(Action.Command.self), Action.Command.init)
        let of = try values.read(
            .of, kind == .quota ? Self.names(Limited.self) : Self.names(ResourceKind.self)
        ) {
            kind == .quota ? Limited(rawValue: $0)?.rawValue : ResourceKind(rawValue: $0)?.rawValue
        }
        limited = of.flatMap(Limited.init) ?? .servers
        named = kind == .keyTaken ? .sshKey : of.flatMap(ResourceKind.init) ?? .server
        limit = try values.read(.limit, "0 or more") { Self.integer($0, 0...1_000_000) } ?? 0
        holder = try values.read(.holder, Self.names(Holder.self), Holder.init) ?? .nobody
    }

    private static func integer(_ text: String, _ range: ClosedRange<Int64>) -> Int64? {
        Int64(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private static func seconds(_ text: String) -> Duration? {
        guard let seconds = Double(text), (0...600).contains(seconds) else { return nil }
        return .milliseconds(Int64(seconds * 1000))
    }

    private static func names<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) -> String
    {
        type.allCases.map(\.rawValue).joined(separator: ", ")
    }
}

/// The `KEY=VALUE` pairs of a fault's text.
private struct Values {
    private let kind: Fault.Kind
    private var values: [Fault.Parameter: String] = [:]

    init(kind: Fault.Kind, text: String) throws(Fault.Malformed) {
        self.kind = kind
        let known = kind.parameters.union([.share, .skip, .times])
        for pair in text.split(separator: ",") {
            let halves = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard halves.count == 2, let parameter = Fault.Parameter(rawValue: halves[0]),
                known.contains(parameter)
            else {
                let names = known.map(\.rawValue).sorted().joined(separator: ", ")
                throw Fault.Malformed(
                    description: "\(kind.rawValue): '\(pair)' is none of its parameters, which are \(names)")
            }
            values[parameter] = halves[1]
        }
    }

    mutating func read<Value>(
        _ parameter: Fault.Parameter, _ expected: String, _ convert: (String) -> Value?
    ) throws(Fault.Malformed) -> Value? {
        guard let text = values[parameter] else { return nil }
        if let value = convert(text) { return value }
        throw Fault.Malformed(
            description: "\(kind.rawValue): \(parameter.rawValue)=\(text): expected \(expected)")
    }
}
