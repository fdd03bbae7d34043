/// The indentation of the lines being compiled.
struct Base {
    let bytes: [UInt8]
    /// Whether the indentation that a routine is called with comes first.
    let isNested: Bool

    static let none = Base(bytes: [], isNested: false)
    static let routine = Base(bytes: [], isNested: true)

    func adding(_ indentation: ArraySlice<UInt8>) -> Base {
        Base(bytes: bytes + indentation, isNested: isNested)
    }
}
