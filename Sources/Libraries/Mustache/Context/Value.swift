/// What a context holds: the types of JSON, and lambdas.
///
/// A page builds its context from literals and from its own values:
///
///     let page: Value = [
///         .title: "Status",
///         .steps: .list(steps.map { [.label: .string($0.label), .seconds: .int($0.seconds)] }),
///     ]
package enum Value: Sendable {
    case null
    case bool(Bool)
    case int(Int)
    /// Printed as the shortest text that reads back as the same number.
    case double(Double)
    case string(String)
    case list([Value])
    case object(Object)
    case lambda(Lambda)

    /// An object of these fields; a name given twice counts as first given.
    package static func object(_ fields: [Object.Field]) -> Value { .object(Object(fields)) }

    /// Whether a section of this value is rendered: everything but null, false, zero, NaN, the empty text
    /// and the empty list, as the specification's `!!data` has it for JSON. An empty object is true.
    var isTruthy: Bool {
        switch self {
        case .null: false
        case .bool(let flag): flag
        case .int(let number): number != 0
        case .double(let number): !number.isZero && !number.isNaN
        case .string(let text): !text.isEmpty
        case .list(let items): !items.isEmpty
        case .object, .lambda: true
        }
    }
}
