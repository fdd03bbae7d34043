import HTTPClient
import ProductSupport
import Provisioning
import Testing

/// What Hetzner may add, and what passes.
struct OddResponseTests {
    @Test(arguments: Story.allCases) func `one odd element in each list changes no story`(story: Story) throws
    {
        let usual = try story.run()
        for element in ["null", "7", "{}", #"{"id":null}"#] {
            let end = try story.run { hetzner in
                hetzner.bend = { try ResponseField.addingToLists(element, in: $1) }
            }
            #expect(end == usual, "\(element)")
        }
    }

    @Test(arguments: Story.allCases) func `unheard-of values and new fields change no story`(story: Story)
        throws
    {
        let end = try story.run { hetzner in
            hetzner.bend = { try ResponseField.modernized($1) }
        }
        let usual = try story.run()
        #expect(end == usual)
    }

    /// A refusal that passes, or a page that a proxy gives instead of Hetzner's response.
    enum Trouble: CaseIterable {
        case unauthorized, forbidden, proxyRefuses, proxyHidesResponse, proxyPretendsSuccess

        var isBeforeHetzner: Bool {
            switch self {
            case .unauthorized, .forbidden, .proxyRefuses: true
            case .proxyHidesResponse, .proxyPretendsSuccess: false
            }
        }

        var response: ClientResponse {
            let page = "<!DOCTYPE html><html><title>Just a moment...</title></html>"
            return switch self {
            case .unauthorized: Self.error(401, "unauthorized")
            case .forbidden: Self.error(403, "forbidden")
            case .proxyRefuses, .proxyHidesResponse: ClientResponse(status: 403, body: Array(page.utf8))
            case .proxyPretendsSuccess: ClientResponse(status: 200, body: Array(page.utf8))
            }
        }

        private static func error(_ status: Int, _ code: String) -> ClientResponse {
            ClientResponse(
                status: status,
                body: Array(
                    #"{"error":{"code":"\#(code)","message":"unable to authenticate","details":null}}"#.utf8))
        }
    }

    @Test(arguments: Trouble.allCases) func `one bad response to any call changes no story`(trouble: Trouble)
        throws
    {
        var calls = 0
        let usual = try Story.failedCreation.run { hetzner in
            hetzner.bend = { _, response in
                calls += 1
                return response
            }
        }
        #expect(calls > 20)
        for call in 0..<calls {
            let end = try Story.failedCreation.run { hetzner in
                var seen = 0
                if trouble.isBeforeHetzner {
                    hetzner.intercept = { _ in
                        seen += 1
                        return seen == call + 1 ? trouble.response : nil
                    }
                } else {
                    hetzner.bend = { _, response in
                        seen += 1
                        return seen == call + 1 ? trouble.response : response
                    }
                }
            }
            #expect(end == usual, "call \(call)")
        }
    }
}
