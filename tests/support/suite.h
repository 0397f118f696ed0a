// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace spanwise::test {

/// The test classes of one executable, in the order of registration.
inline std::vector<std::function<std::unique_ptr<QObject>()>> &suite()
{
    static std::vector<std::function<std::unique_ptr<QObject>()>> classes;
    return classes;
}

/// `static const spanwise::test::Registered<TstTheThing> registered;` in a source file adds its class.
template<class TestClass>
struct Registered
{
    Registered()
    {
        suite().push_back([] { return std::make_unique<TestClass>(); });
    }
};

} // namespace spanwise::test
