import Mustache

/// A field of a form as its page shows it: what was typed and what is wrong with it.
struct FormField: Equatable {
    let value: String
    let fault: String?

    /// Shows `value` again, with the first fault of that field. Never hand in a secret.
    init(_ name: String, value: String, faults: [FieldFault]) {
        self.value = value
        fault = faults.first { $0.field == name }?.message
    }

    /// A field whose value is never sent back, such as a password.
    init(secret name: String, faults: [FieldFault]) {
        self.init(name, value: "", faults: faults)
    }

    var context: Value {
        [.value: .string(value), .fault: .optional(fault)]
    }
}

extension [FieldFault] {
    /// For the summary above a form; null when there is nothing wrong.
    var context: Value {
        isEmpty
            ? .null : ["items": .list(map { [.field: .string($0.field), .message: .string($0.message)] })]
    }
}

extension Value {
    /// The text, or null.
    static func optional(_ text: String?) -> Value {
        text.map(Value.string) ?? .null
    }
}
