/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef IMPORTED_FABRIC_H
#define IMPORTED_FABRIC_H

#include "ns3/fabric-file.h"
#include "ns3/file-fabric.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A fabric that a file of another tool describes. A format is a class that derives from this one
 * and says the same in lines of the module's own format (FabricFile), which `aifabric convert`
 * writes, too.
 */
class ImportedFabric : public FileFabric
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    ImportedFabric();
    ~ImportedFabric() override;

    /**
     * Say what the file says.
     * @return lines of the module's own format, each with the line of the file that it is from
     * @throws ConfigError naming file, line, culprit and what is allowed
     */
    virtual std::vector<FabricFile::Line> Translate() const = 0;

    /**
     * Recognise a file by its content, where its format is not said (`aifabric convert FILE`).
     * @param beginning its first bytes, at most 64 KiB
     * @return whether it looks like the format of this class, and like no other one
     */
    virtual bool Recognises(const std::string& beginning) const = 0;

  protected:
    /**
     * Give a format its one-line description, in place of that of FileFabric.
     * @param tid its type
     * @param text one line, without a full stop
     * @return the same type
     */
    static TypeId DescribeFormat(TypeId tid, const std::string& text);

  private:
    std::unique_ptr<FabricFile> Read() const override;
};

} // namespace aifabric
} // namespace ns3

#endif // IMPORTED_FABRIC_H
