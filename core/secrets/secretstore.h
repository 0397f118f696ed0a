// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

#include <functional>

namespace spanwise {

/// Where tokens and passwords are kept: texts by name, out of settings.json and out of every log.
///
/// Asynchronous, because the platform's store may ask the user to unlock it first. Functions belong to one
/// thread with an event loop; the answers come on it, never before the function has returned. A store that is
/// destroyed answers no more.
class SecretStore
{
public:
    using Read =
        std::function<void(const Result<QString> &text)>; ///< empty when nothing is kept under the name
    using Written = std::function<void(const Status &)>;

    virtual ~SecretStore() = default;

    virtual void read(const QString &name, Read done) = 0;
    /// An empty text removes what is kept.
    virtual void write(const QString &name, const QString &text, Written done) = 0;

protected:
    SecretStore() = default;
    SecretStore(const SecretStore &) = default;
    SecretStore &operator=(const SecretStore &) = default;
};

} // namespace spanwise
