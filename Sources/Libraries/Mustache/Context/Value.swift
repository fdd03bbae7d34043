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

extension Value: ExpressibleByNilLiteral {
    package init(nilLiteral: ()) { self = .null }
}

extension Value: ExpressibleByBooleanLiteral {
    package init(booleanLiteral flag: Bool) { self = .bool(flag) }
}

extension Value: ExpressibleByIntegerLiteral {
    package init(integerLiteral number: Int) { self = .int(number) }
}

extension Value: ExpressibleByFloatLiteral {
    package init(floatLiteral number: Double) { self = .double(number) }
}

extension Value: ExpressibleByStringInterpolation {
    package init(stringLiteral text: String) { self = .string(text) }
}

extension Value: ExpressibleByArrayLiteral {
    package init(arrayLiteral items: Value...) { self = .list(items) }
}

extension Value: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral fields: (Name, Value)...) {
        self = .object(Object(fields.map { Object.Field(name: $0.0, value: $0.1) }))
    }
}

/// The fields of one object, in the order given: one allocation, found by comparing interned names.
package struct Object: Sendable {
    package struct Field: Sendable {
        package let name: Name
        package let value: Value

        package init(name: Name, value: Value) {
            self.name = name
            self.value = value
        }
    }

    package let fields: [Field]

    package init(_ fields: [Field]) {
        self.fields = fields
    }

    /// The field's value, or nil when there is none of that name.
    package subscript(name: Name) -> Value? {
        fields.first { $0.name == name }?.value
    }
}

/// A value computed when a tag asks for it: a closure that answers with template text.
///
/// For a variable tag the closure gets nil, and its answer is rendered with the default delimiters and then
/// escaped as the tag asks. For a section it gets the section's text as it stands in the template, tags and
/// all, and its answer is rendered with the delimiters in force there. Answers are never kept: a tag that is
/// rendered twice asks twice. The closure runs on the rendering thread.
///
/// Source: the `~lambdas` module of the Mustache specification.
package final class Lambda: Sendable {
    let evaluate: @Sendable (_ section: String?) -> String

    package init(_ evaluate: @escaping @Sendable (_ section: String?) -> String) {
        self.evaluate = evaluate
    }
}
