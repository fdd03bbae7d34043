package import SQLite

/// A statement and its values. Interpolation binds a value, it never pastes it into the text:
/// `"SELECT * FROM users WHERE email = \(email)"`. Understood by any engine that takes `?` for a value.
struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// The engine's own.
    let statement: SQLite.SQL

    init(stringLiteral text: String) {
        statement = SQLite.SQL(stringLiteral: text)
    }

    init(stringInterpolation: StringInterpolation) {
        statement = SQLite.SQL(stringInterpolation: stringInterpolation.statement)
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var statement: SQLite.SQL.StringInterpolation

        init(literalCapacity: Int, interpolationCount: Int) {
            statement = .init(literalCapacity: literalCapacity, interpolationCount: interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) {
            statement.appendLiteral(literal)
        }

        mutating func appendInterpolation(_ value: some SQLConvertible) {
            statement.appendInterpolation(value)
        }

        /// Inserts a part of a statement, with its values.
        mutating func appendInterpolation(_ part: SQL) {
            statement.appendInterpolation(part.statement)
        }

        /// Binds NULL for nil.
        mutating func appendInterpolation<Value: SQLConvertible>(_ value: Value?) {
            statement.appendInterpolation(value)
        }

        /// Binds every element, giving `(?, ?, …)` for `IN`; an empty list matches nothing.
        mutating func appendInterpolation(list elements: [some SQLConvertible]) {
            statement.appendInterpolation(list: elements)
        }
    }
}

extension RowID: SQLConvertible {
    package var sqlValue: SQLValue { .text(text) }
}
