import Mustache

/// A form field as its page shows it, with its value and its error.
struct FormField: Equatable {
    let value: String
    let fieldError: String?

    /// Shows `value` again, with the first error of that field. Never pass a secret.
    init(_ name: String, value: String, fieldErrors: [FieldError]) {
        self.value = value
        fieldError = fieldErrors.first { $0.field == name }?.message
    }

    /// A field whose value is never sent back, such as a password.
    init(secret name: String, fieldErrors: [FieldError]) {
        self.init(name, value: "", fieldErrors: fieldErrors)
    }

    var context: Value {
        [.value: .string(value), .fieldError: .optional(fieldError)]
    }
}

extension [FieldError] {
    /// The summary above a form; null when there is no error.
    var context: Value {
        isEmpty
            ? .null : [.items: .list(map { [.field: .string($0.field), .message: .string($0.message)] })]
    }
}

extension Value {
    /// The text, or null.
    static func optional(_ text: String?) -> Value {
        text.map(Value.string) ?? .null
    }
}

extension Name {
    fileprivate static let field: Name = "field"
    fileprivate static let fieldError: Name = "fieldError"
    fileprivate static let value: Name = "value"
}
