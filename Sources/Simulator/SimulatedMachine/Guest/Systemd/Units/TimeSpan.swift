/// Time spans in unit files: `5`, `5s`, `100ms`, `1min 30s`, `infinity` (systemd.time(7)).
enum TimeSpan {
    private static let units: [String: Duration] = [
        "us": .microseconds(1), "ms": .milliseconds(1), "": .seconds(1), "s": .seconds(1), "sec": .seconds(1),
        "second": .seconds(1), "seconds": .seconds(1), "m": .seconds(60), "min": .seconds(60),
        "minute": .seconds(60), "minutes": .seconds(60), "h": .seconds(3600), "hr": .seconds(3600),
        "hour": .seconds(3600), "hours": .seconds(3600), "d": .seconds(86400), "day": .seconds(86400),
        "days": .seconds(86400),
    ]
    /// The value for `infinity`.
    static let infinity = Duration.seconds(Int64.max / 4)

    /// The duration, or nil when the text is not a time span.
    static func parse(_ text: String) -> Duration? {
        if text == "infinity" { return infinity }
        var rest = text.filter { $0 != " " }[...]
        guard !rest.isEmpty else { return nil }
        var sum = Duration.zero
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let number = Double(digits), let length = units[String(unit)] else { return nil }
            sum += length * number
        }
        return sum
    }
}
