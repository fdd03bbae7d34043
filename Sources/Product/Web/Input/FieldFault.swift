/// A form field or JSON key that was not accepted, and why.
struct FieldFault: Error, Equatable, Sendable {
    /// The field's name in the form, which is also its element's id on the page.
    let field: String
    /// A whole sentence.
    let message: String
}

extension [FieldFault] {
    /// The value that `read` makes, or nil with its fault noted, so that a form's faults are reported together.
    mutating func noting<Value>(
        _ field: String, _ read: () throws(InvalidInput) -> Value
    ) -> Value? {
        do throws(InvalidInput) {
            return try read()
        } catch {
            append(FieldFault(field: field, message: error.message))
            return nil
        }
    }
}
