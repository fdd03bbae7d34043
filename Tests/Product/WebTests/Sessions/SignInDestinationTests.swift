import Testing

@testable import Web

struct SignInDestinationTests {
    @Test(arguments: ["/dashboard", "/onboarding", "/subscription", "/delete-server"])
    func `accepts the pages that need a sign-in`(path: String) {
        #expect(SignInDestination(requested: path).path == path)
    }

    @Test(arguments: [
        "", "https://evil.example", "//evil.example", "/\\evil.example", "/dashboard@evil.example",
        "/sign-out",
        "/sign-in", "/deploy", "/healthz", "/dashboard\r\nSet-Cookie: a=b", " /onboarding",
        "javascript:alert(1)",
    ])
    func `replaces any other destination by the dashboard`(path: String) {
        #expect(SignInDestination(requested: path) == .dashboard)
    }

    @Test func `the sign-in address names a destination other than the dashboard`() {
        #expect(SignInDestination(requested: nil).signInPath == "/sign-in")
        #expect(SignInDestination(requested: "/onboarding").signInPath == "/sign-in?next=/onboarding")
    }
}
