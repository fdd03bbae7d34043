/// What the caller gave can't be used; the message says what is wrong with it and where.
struct BadInput: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
