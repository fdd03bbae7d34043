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
