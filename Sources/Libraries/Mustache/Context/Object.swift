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
