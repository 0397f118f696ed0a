// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page/keyhint.h"

#include <QEvent>
#include <QKeyEvent>
#include <QList>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace spanwise {

/// What one press of a key does to a canvas: panned by this part of its width, zoomed by this factor.
inline constexpr double keyPanShare = 0.12;
inline constexpr double keyZoomFactor = 1.3;

/// One key of a view and what it does there.
template<class View>
struct KeyAction
{
    int key;
    Qt::KeyboardModifiers modifiers;
    std::function<bool(View &)> run; ///< false leaves the key to what is around the view
    const char *does;                ///< for the list of keys; translated in the context of the view
};

/// A key as it was meant: where W, A, S and D lie on an American keyboard, their place counts and not what is
/// printed there. Enter is Return. Shift tells letters apart; other characters count as such, however they
/// are typed.
QKeyCombination meantKey(const QKeyEvent &event);

/// As the platform writes it.
QString keyWords(int key, Qt::KeyboardModifiers modifiers);

/// What the keys of one kind of view do: looked up, run, and listed from one table. The first entry that fits
/// wins.
///
/// The view owns the focus; plain keys are also shortcuts of the page around it, so it claims its own in
/// event() and runs them in keyPressEvent(). A value; make one and keep it.
template<class View>
class KeyTable
{
public:
    KeyTable(std::initializer_list<KeyAction<View>> actions)
        : m_actions(actions)
    {
    }

    /// An entry's run that always takes the key.
    template<class Action>
    static std::function<bool(View &)> always(Action action)
    {
        return [action = std::move(action)](View &view) {
            action(view);
            return true;
        };
    }

    bool knows(const QKeyEvent &event) const { return find(event) != nullptr; }

    /// Whether the key was taken.
    bool run(View &view, const QKeyEvent &event) const
    {
        const KeyAction<View> *const action = find(event);
        return action != nullptr && action->run(view);
    }

    /// True for the event that asks whether a known key is a shortcut of the page; it is then answered. Esc
    /// goes to the page when the view has nothing to go back from.
    bool claims(QEvent &event, bool canGoBack) const
    {
        if (event.type() != QEvent::ShortcutOverride)
            return false;
        const auto &key = static_cast<const QKeyEvent &>(event);
        if (!knows(key))
            return false;
        if (key.key() != Qt::Key_Escape || canGoBack)
            event.accept();
        return true;
    }

    QList<KeyHint> hints() const
    {
        QList<KeyHint> all;
        for (const KeyAction<View> &action : m_actions)
            all << KeyHint{keyWords(action.key, action.modifiers), View::tr(action.does)};
        return all;
    }

private:
    const KeyAction<View> *find(const QKeyEvent &event) const
    {
        const QKeyCombination meant = meantKey(event);
        const auto found = std::ranges::find_if(m_actions, [&](const KeyAction<View> &action) {
            return action.key == meant.key() && action.modifiers == meant.keyboardModifiers();
        });
        return found == m_actions.end() ? nullptr : &*found;
    }

    std::vector<KeyAction<View>> m_actions;
};

} // namespace spanwise
