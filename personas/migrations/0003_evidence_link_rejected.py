from django.db import migrations, models


class Migration(migrations.Migration):
    """A suggestion a person said no to is remembered, so that it is not made again."""

    dependencies = [("personas", "0002_initial")]

    operations = [
        migrations.AlterField(
            model_name="evidencelink",
            name="state",
            field=models.CharField(
                choices=[
                    ("suggested", "Suggested"),
                    ("confirmed", "Confirmed"),
                    ("rejected", "Rejected"),
                ],
                default="confirmed",
                max_length=12,
            ),
        ),
    ]
