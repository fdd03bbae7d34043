/// An amount in euro, exact to ten decimal digits, as finely as the vendor quotes hourly prices.
package struct Money: Equatable, Comparable, Sendable {
    /// In units of 10⁻¹⁰ euro.
    let units: Int64

    static let zero = Money(units: 0)

    /// Reads a decimal number such as `0.0088`, which is written in this source.
    init(_ text: StaticString) {
        let parts = text.description.split(separator: ".")
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        let digits = String(parts[0]) + fraction + String(repeating: "0", count: 10 - fraction.count)
        guard let units = Int64(digits) else { preconditionFailure("BUG: \(text) is no amount") }
        self.units = units
    }

    private init(units: Int64) {
        self.units = units
    }

    /// Without value-added tax, with ten decimal digits.
    package var net: String {
        Self.text(units, digits: 10)
    }

    /// With value-added tax of 19 %, with sixteen decimal digits.
    package var gross: String {
        Self.text(units * 119, digits: 12) + "0000"
    }

    var json: JSON {
        ["net": .string(net), "gross": .string(gross)]
    }

    package static func < (left: Money, right: Money) -> Bool {
        left.units < right.units
    }

    static func + (left: Money, right: Money) -> Money {
        Money(units: left.units + right.units)
    }

    static func * (amount: Money, count: Int64) -> Money {
        Money(units: amount.units * count)
    }

    private static func text(_ units: Int64, digits: Int) -> String {
        let text = String(units)
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return "\(padded.dropLast(digits)).\(padded.suffix(digits))"
    }
}
