/// A value of a context: one of JSON's types, or a lambda.
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

    /// An object of these fields; of two with the same name, the first counts.
    package static func object(_ fields: [Object.Field]) -> Value { .object(Object(fields)) }

    /// True when a section of this value is rendered: for everything but null, false, zero, NaN, the empty string and
    /// the empty list. An empty object is true. The specification defines this by JavaScript's `!!data`.
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

/// The fields of one object, in the order given: one allocation, searched by comparing interned names.
package struct Object: Sendable {
    /// A value with its name.
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
}

/// A value computed when a tag is rendered: a closure that returns the text of a template.
///
/// For a variable tag the closure gets nil; its result is rendered with the default delimiters and then escaped as
/// for any variable of this kind of tag. For a section it gets the section's text as written in the template, tags
/// included; its result is rendered with the delimiters in force there. Results are never cached: a tag that is
/// rendered twice calls the closure twice. The closure runs on the rendering thread.
///
/// Source: the `~lambdas` module of the Mustache specification.
package final class Lambda: Sendable {
    let evaluate: @Sendable (_ section: String?) -> String

    /// A lambda whose value is the result of `evaluate`.
    package init(_ evaluate: @escaping @Sendable (_ section: String?) -> String) {
        self.evaluate = evaluate
    }
}
