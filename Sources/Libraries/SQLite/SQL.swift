/// A statement and its values. Interpolation binds a value, it never pastes it into the text:
/// `"SELECT * FROM users WHERE email = \(email)"`.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// The text with `?` where values go; the key of the statement cache.
    package let text: String
    package let values: [SQLValue]

    package init(stringLiteral text: String) {
        self.text = text
        values = []
    }

    package init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
        values = stringInterpolation.values
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""
        fileprivate var values: [SQLValue] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount)
            values.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        package mutating func appendInterpolation(_ value: some SQLConvertible) {
            text += "?"
            values.append(value.sqlValue)
        }

        /// Binds NULL for nil.
        package mutating func appendInterpolation<Value: SQLConvertible>(_ value: Value?) {
            appendInterpolation(value?.sqlValue ?? .null)
        }

        /// Inserts a part of a statement, with its values.
        package mutating func appendInterpolation(_ part: SQL) {
            text += part.text
            values += part.values
        }

        /// Splices trusted text, such as a shared column list.
        package mutating func appendInterpolation(raw fragment: StaticString) {
            text += fragment.description
        }

        /// Binds every element, giving `(?, ?, …)` for `IN`; an empty list matches nothing.
        package mutating func appendInterpolation(list elements: [some SQLConvertible]) {
            text += "(" + elements.map { _ in "?" }.joined(separator: ", ") + ")"
            values += elements.map(\.sqlValue)
        }
    }
}
