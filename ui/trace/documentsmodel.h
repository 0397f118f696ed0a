// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/journey.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <functional>
#include <optional>

namespace spanwise {

/// A DocumentJourney for a table view: the document first, one column for each step, then whether it is in
/// the prompt and how much of the answer it supports, where prompt and answer were sent.
class DocumentsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        SecondLineRole = Qt::UserRole, ///< below the rank its score, below the title the id
        SortRole,
        DroppedRole, ///< bool: a step left the document out on its way to the prompt
        WantedRole,  ///< bool, or nothing: whether the document should be found, as the user said
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setJourney(DocumentJourney journey);
    /// Asked whenever a row is painted, so a label shows as soon as it is given.
    void setWanted(std::function<std::optional<bool>(const Document &)> wanted)
    {
        m_wanted = std::move(wanted);
    }
    /// How the steps are written over their columns; the tool tips have them whole. Until the next journey.
    void setHeads(QStringList heads);
    const DocumentJourney &journey() const noexcept { return m_journey; }
    const DocumentTable &table() const noexcept { return m_journey.table; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QVariant documentData(const Document &document, int role) const;
    QVariant placeData(const std::optional<DocumentPlace> &place, int role) const;

    QVariant wantedData(const Document &document) const;
    QVariant promptData(const DocumentFate &fate, int role) const;
    QVariant supportData(const DocumentFate &fate, int role) const;
    bool hasPrompt() const { return !m_journey.promptStep.empty(); }
    bool hasAnswer() const { return !m_journey.answer.empty(); }

    DocumentJourney m_journey;
    QStringList m_heads;
    std::function<std::optional<bool>(const Document &)> m_wanted;
};

} // namespace spanwise
