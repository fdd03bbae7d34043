import HTTPClient
import ProductSupport
import Provisioning
import Store
import Testing

/// Every field of every response that Hetzner gives in a customer's story is absent and null in turn, for the whole story.
/// The fields are found in the responses of the undisturbed story.
struct OddFieldTests {
    /// The fields without which the story has another end, by the requests whose responses lack them.
    private static let needed: [String: [String]] = [
        // Without the list, or what is ordered by, there is no order.
        "GET /server_types": ["server_types", "server_types.name", "server_types.architecture"],
        "GET /images": ["images", "images.id"],
        // A key or server whose order got no response is found by these, and adopted by its labels.
        "GET /servers": ["servers", "servers.id", "servers.labels"],
        "GET /ssh_keys": ["ssh_keys", "ssh_keys.id"],
        "GET /primary_ips": ["primary_ips"],
        // The proof that a key is gone. A server's is asked for in two ways.
        "DELETE /ssh_keys/*": ["error", "error.code"],
    ]

    /// Fields of a group are changed together, no two of which lie in each other. So the many that nobody needs are
    /// tried in seconds; a group that has another end is tried field by field.
    private static let groupSize = 24

    @Test(arguments: Story.allCases, ResponseField.Change.allCases)
    func `a story ends as it does without a field that nobody needs`(
        story: Story, change: ResponseField.Change
    ) throws {
        var fields: Set<ResponseField> = []
        let usual = try story.run { hetzner in
            hetzner.bend = { request, response in
                fields.formUnion(try ResponseField.all(in: response, to: request))
                return response
            }
        }
        #expect(usual.deploy == .ended(.succeeded) && usual.isSwept && usual.deletion == .ended(.succeeded))
        #expect(usual.servers == 0 && usual.sshKeys == 0 && usual.openLines == 0)
        fields = fields.filter { story.isOwn($0.request) }
        #expect(!fields.isEmpty)
        for field in fields.filter({ isNeeded($0) && !isWitness($0) }).sorted() {
            let end = try run(story, without: [field], change)
            guard end.deploy != .ended(.succeeded) else { continue }
            #expect(end.deploy == .ended(.failed), "\(field)")
            let place = try #require(field.path.last)
            let detail = try #require(end.detail)
            #expect(detail.contains(place) || detail.contains("is not this job's"), "\(field): \(detail)")
        }
        // What shows whose the project is delays everything while it can't be read, and is never mistaken for a refusal.
        for group in groups(of: fields.filter(isWitness)) {
            #expect(try !run(story, without: group, change).isObserving, "\(group)")
        }
        for group in groups(of: fields.filter { !isNeeded($0) && !isWitness($0) }) {
            guard try run(story, without: group, change) != usual else { continue }
            for field in group {
                let end = try run(story, without: [field], change)
                #expect(end == usual, "\(field) \(change)")
            }
        }
    }

    private func isWitness(_ field: ResponseField) -> Bool {
        field.request.contains(" /firewalls")
    }

    private func isNeeded(_ field: ResponseField) -> Bool {
        Self.needed[field.request]?.contains(field.path.joined(separator: ".")) ?? false
    }

    private func run(_ story: Story, without fields: [ResponseField], _ change: ResponseField.Change) throws
        -> Story.End
    {
        try story.run { hetzner in
            hetzner.bend = { request, response in
                try fields.reduce(response) { try $1.changed(change, in: $0, to: request) }
            }
        }
    }

    private func groups(of fields: Set<ResponseField>) -> [[ResponseField]] {
        var groups: [[ResponseField]] = []
        for field in fields.sorted() {
            let fitting = groups.firstIndex { group in
                group.count < Self.groupSize && !group.contains { field.isInside($0) || $0.isInside(field) }
            }
            if let fitting { groups[fitting].append(field) } else { groups.append([field]) }
        }
        return groups
    }
}
