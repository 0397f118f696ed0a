// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

namespace spanwise {

/// The listeners' tokens as the shell sees them: at most two, the current one first.
///
/// app implements it over the secret store. Changes are in force at once, without Save: a token that leaked
/// must not wait. GUI thread.
class TokenControl : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// The current token and, while senders are being moved to it, the one before; none when nothing was
    /// made.
    virtual QStringList tokens() const = 0;
    /// Where they are kept, as a sentence for the user.
    virtual QString place() const = 0;
    /// Why they cannot be read or kept; empty when all is well.
    virtual QString problem() const = 0;

public Q_SLOTS:
    /// Makes a new current token; the one that was current stays valid, one older than that does not.
    virtual void rotate() = 0;
    /// Takes back the token before the current one.
    virtual void removeOlder() = 0;
    /// Takes back all: nobody needs a token, and nothing can be reached from other machines.
    virtual void removeAll() = 0;

Q_SIGNALS:
    void tokensChanged();
};

} // namespace spanwise
