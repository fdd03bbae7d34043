/// A form field or JSON key that was not accepted, with the reason.
struct FieldError: Error, Equatable, Sendable {
    /// The field's name in the form, which is also its element's id on the page.
    let field: String
    /// A whole sentence.
    let message: String
}

extension [FieldError] {
    /// Returns the value that `read` creates, or records its error and returns nil, so that all errors of a form are
    /// reported together.
    mutating func validate<Value>(
        _ field: String, _ read: () throws(InvalidInput) -> Value
    ) -> Value? {
        do throws(InvalidInput) {
            return try read()
        } catch {
            append(FieldError(field: field, message: error.message))
            return nil
        }
    }
}

/// The reason why a value was not accepted, as a sentence for the person who typed it. Never repeats the value,
/// which may be a secret.
package struct InvalidInput: Error, Equatable, Sendable {
    package let message: String

    init(_ message: String) {
        self.message = message
    }
}
