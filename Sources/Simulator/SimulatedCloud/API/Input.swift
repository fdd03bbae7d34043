/// The members of a request body, read field by field: every field error is collected, and `finish` throws them
/// together.
///
/// An unknown member is an error. The vendor documents that for firewalls only and is silent about the rest,
/// so the stricter reading holds for all.
struct Input {
    private let members: [JSON.Member]
    private var errors: [FieldError] = []

    init(members: [JSON.Member], allowing names: Set<String>) {
        self.members = members
        for member in members where !names.contains(member.name) {
            addError(member.name, "Unknown field.")
        }
    }

    /// Throws `invalid_input` naming every wrong field.
    func finish() throws(APIError) {
        if !errors.isEmpty { throw .invalidInput(fields: errors) }
    }

    mutating func addError(_ field: String, _ message: String) {
        errors.append(.init(name: field, message: message))
    }

    /// Adds the errors of a nested object's fields.
    mutating func addErrors(of inner: Input, under name: String) {
        errors += inner.errors.map { .init(name: "\(name).\($0.name)", message: $0.message) }
    }

    /// The member, or nil when it is absent or null.
    func value(_ name: String) -> JSON? {
        let value = members.first { $0.name == name }?.value
        return value == .null ? nil : value
    }

    func has(_ name: String) -> Bool {
        members.contains { $0.name == name }
    }

    mutating func string(_ name: String) -> String? {
        read(name, "Not a valid string.", \.stringValue)
    }

    mutating func bool(_ name: String) -> Bool? {
        read(name, "Not a valid boolean.", \.boolValue)
    }

    mutating func integer(_ name: String) -> Int64? {
        read(name, "Not a valid integer.", \.integerValue)
    }

    mutating func array(_ name: String) -> [JSON]? {
        read(name, "Not a valid list.", \.arrayValue)
    }

    /// A reference to a resource by id or by name.
    mutating func reference(_ name: String) -> Reference? {
        read(name, "Must be an ID or a name.", Reference.init)
    }

    mutating func labels(_ name: String = "labels") -> Labels? {
        guard let value = value(name) else { return nil }
        do throws(Labels.Malformed) {
            return try Labels(value)
        } catch {
            addError(name, error.message)
            return nil
        }
    }

    /// Adds an error for each member that is missing or null.
    mutating func require(_ names: String...) {
        for name in names where value(name) == nil {
            addError(name, "Missing data for required field.")
        }
    }

    private mutating func read<Value>(
        _ name: String, _ message: String, _ convert: (JSON) -> Value?
    ) -> Value? {
        guard let value = value(name) else { return nil }
        if let converted = convert(value) { return converted }
        addError(name, message)
        return nil
    }
}

/// A resource's id or name, as a request gives it.
enum Reference: CustomStringConvertible {
    case id(Int64)
    case name(String)

    init?(_ json: JSON) {
        switch json {
        case .integer(let id): self = .id(id)
        case .string(let name): self = Int64(name).map(Reference.id) ?? .name(name)
        default: return nil
        }
    }

    func matches(id: Int64, name: String?) -> Bool {
        switch self {
        case .id(let wanted): wanted == id
        case .name(let wanted): wanted == name
        }
    }

    var description: String {
        switch self {
        case .id(let id): String(id)
        case .name(let name): name
        }
    }
}
