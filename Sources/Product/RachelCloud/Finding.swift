/// What one check of the doctor found.
struct Finding: Encodable {
    let subject: String
    let isFault: Bool
    /// What is there, or what is wrong and how to mend it.
    let text: String

    var mark: String { isFault ? "✗" : "✓" }
}
